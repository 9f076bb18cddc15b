using System.CommandLine;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>Shows gaps as they open and close; goes on after an interruption where it stopped.</summary>
internal static class GapsWatchCommand
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // A server that stays away this often in a row is gone.
    private const int MaxRetries = 30;

    public static Command Build(CommandContext context)
    {
        var command = new Command("watch", "The open gaps, then every change, until Ctrl-C");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var line = context.WantsJson(parsed) ? (Func<WatchGapsResponse, string?>)JsonText.LineOf : TextOf;
            try
            {
                await WatchAsync(server, context.Io, line, cancellationToken);
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested
                && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
            {
                // Ctrl-C is how a watch ends.
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task WatchAsync(
        ServerLink server, CommandIo io, Func<WatchGapsResponse, string?> lineOf, CancellationToken cancellationToken)
    {
        var token = "";
        for (var retries = 0; ; retries++)
        {
            try
            {
                var request = new WatchGapsRequest { Parent = server.Exercise, ResumeToken = token };
                using var call = server.Gaps.WatchGaps(request, cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    (token, retries) = (message.ResumeToken, 0);
                    if (lineOf(message) is { } line)
                        await io.Out.WriteLineAsync(line);
                }
            }
            catch (RpcException e) when (retries < MaxRetries && token.Length > 0
                && e.StatusCode is StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal)
            {
                await io.Error.WriteLineAsync($"patrol: watching again after: {e.Status.Detail}");
            }

            await Task.Delay(RetryDelay, io.Time, cancellationToken);
        }
    }

    private static string? TextOf(WatchGapsResponse message)
    {
        if (message.Gap is not { } gap)
            return null;
        var place = gap.SubjectDisplayName.Length > 0 ? gap.SubjectDisplayName : ValueText.IdOf(gap.Subject);
        return $"{ValueText.Of(gap.CloseTime ?? gap.OpenTime)}  {ValueText.Of(gap),-36} {place}{WhyUnverified(gap)}";
    }

    private static string WhyUnverified(Gap gap) => gap switch
    {
        { UnverifiedBy.Count: 0 } => "",
        { Kind: GapKind.Breach } => " (seen only between two fixes)",
        _ => $" (silent: {string.Join(' ', gap.UnverifiedBy.Select(ValueText.IdOf))})",
    };
}
