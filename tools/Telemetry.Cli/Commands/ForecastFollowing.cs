using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>
/// Watches the forecast: as a table that is written anew when it changes, or as messages, one a line. After an
/// interruption it begins again.
/// </summary>
internal sealed class ForecastFollowing(ServerLink server, CommandIo io, bool wantsJson)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // A server that stays away this often in a row is gone.
    private const int MaxRetries = 30;

    private readonly Dictionary<GapForecastKey, GapForecast> _known = [];

    public async Task RunAsync(WatchForecastRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await WatchAsync(request, cancellationToken);
        }
        catch (Exception e) when (cancellationToken.IsCancellationRequested
            && e is OperationCanceledException or RpcException { StatusCode: StatusCode.Cancelled })
        {
            // Ctrl-C is how a watch ends.
        }
    }

    private async Task WatchAsync(WatchForecastRequest request, CancellationToken cancellationToken)
    {
        var hasBegun = false;
        for (var retries = 0; ; retries++)
        {
            try
            {
                using var call = server.Gaps.WatchForecast(request, cancellationToken: cancellationToken);
                await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
                {
                    (hasBegun, retries) = (true, 0);
                    await ShowAsync(message);
                }
            }
            catch (RpcException e) when (retries < MaxRetries && hasBegun
                && e.StatusCode is StatusCode.Unavailable or StatusCode.Aborted or StatusCode.Internal)
            {
                await io.Error.WriteLineAsync($"patrol: watching again after: {e.Status.Detail}");
            }

            await Task.Delay(RetryDelay, io.Time, cancellationToken);
        }
    }

    private async Task ShowAsync(WatchForecastResponse message)
    {
        if (wantsJson)
        {
            await io.Out.WriteLineAsync(JsonText.LineOf(message));
            return;
        }

        Take(message);
        if (message.SnapshotEnd is null && message.Forecasts.Count == 0 && message.Gone.Count == 0)
            return;
        await io.Out.WriteLineAsync($"At {ValueText.Of(message.Heartbeat.WatermarkTime)}:");
        TextTable.Write(io.Out, ForecastCommand.TableOf(_known.Values
            .OrderBy(forecast => forecast.BreachTime).ThenBy(forecast => forecast.Subject, StringComparer.Ordinal)));
    }

    private void Take(WatchForecastResponse message)
    {
        if (message.SnapshotEnd is not null)
            _known.Clear();
        foreach (var key in message.Gone)
            _known.Remove(key);
        foreach (var forecast in message.Forecasts)
        {
            var key = new GapForecastKey
            {
                Kind = forecast.Kind,
                Subject = forecast.Subject,
                Rule = forecast.Rule,
                PlanVersion = forecast.PlanVersion,
            };
            _known[key] = forecast;
        }

        // Only what changed comes again; the time left of the rest goes on.
        foreach (var forecast in _known.Values)
            forecast.TimeLeft = forecast.BreachTime - message.Heartbeat.WatermarkTime;
    }
}
