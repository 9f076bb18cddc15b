using System.CommandLine;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Formats;
using Telemetry.Cli.Output;
using Telemetry.Cli.Playback;

namespace Telemetry.Cli.Commands;

internal static class TrackCommand
{
    public static Command Build(CommandContext context)
    {
        var device = new Argument<string>("device") { Description = "The device" };
        var format = new Option<TrackExportFormat>("--format")
        {
            Description = "Gpx, GeoJson or Csv",
            DefaultValueFactory = _ => TrackExportFormat.Gpx,
        };
        var output = new Option<string?>("--output", "-o") { Description = "File to write; default: to the terminal" };
        var from = TimeArgument.Time("--from", "From this fix time on");
        var to = TimeArgument.Time("--to", "Up to this fix time");
        var command = new Command("track", "Writes a device's stored track; with --json one message a line")
        {
            device, format, output, from, to,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new ReadTrackRequest
            {
                Name = $"{server.Exercise}/devices/{parsed.GetValue(device)}",
                Interval = TimeArgument.Interval(parsed.GetValue(from), parsed.GetValue(to)),
            };
            using var call = server.Fleet.ReadTrack(request, cancellationToken: cancellationToken);
            if (context.WantsJson(parsed))
            {
                await foreach (var batch in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    foreach (var point in batch.Points)
                        await context.Io.Out.WriteLineAsync(JsonText.LineOf(point));
                }

                return ExitCode.Ok;
            }

            // The first answer tells a refusal before a file is made.
            var any = await call.ResponseStream.MoveNext(cancellationToken);
            var fixes = ReadAsync(call.ResponseStream, any, cancellationToken);
            await using var destination = parsed.GetValue(output) is { } path
                ? File.Create(path)
                : context.Io.OpenBytes();
            await TrackWriter.WriteAsync(
                parsed.GetValue(format), parsed.GetRequiredValue(device), fixes, destination, cancellationToken);
            return ExitCode.Ok;
        });
        return command;
    }

    private static async IAsyncEnumerable<StoredFix> ReadAsync(
        IAsyncStreamReader<ReadTrackResponse> answers, bool any,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (; any; any = await answers.MoveNext(cancellationToken))
        {
            foreach (var point in answers.Current.Points)
                yield return new StoredFix(ReportMessage.ToTrack(point.Report), WordOf(point.UnusedReason));
        }
    }

    private static string WordOf(UnusedReason reason) =>
        reason == UnusedReason.Unspecified ? "" : reason.ToString().ToLowerInvariant();
}
