using Grpc.Core;
using Telemetry.Client;

namespace Telemetry.Cli.Playback;

/// <summary>The devices of a script, each with its own stream on a shared channel.</summary>
internal sealed class PlayedFleet : IAsyncDisposable
{
    private const int BatchReports = 512;
    private static readonly TimeSpan BackoffMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan BackoffMax = TimeSpan.FromSeconds(1);

    private readonly List<PatrolDevice> _devices = [];
    private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider _time;
    private readonly TimeSpan _patience;
    private RpcException? _lastError;

    public PlayedFleet(ServerLink server, IEnumerable<PlayedDevice> devices, TimeProvider time, TimeSpan patience)
    {
        (_time, _patience) = (time, patience);
        foreach (var device in devices)
            _devices.Add(Start(server, device));
    }

    /// <summary>Sums over all devices.</summary>
    public DeviceFigures Figures => _devices.Select(device => device.Figures).Aggregate(
        new DeviceFigures(0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        (sum, one) => new DeviceFigures(
            sum.Accepted + one.Accepted,
            sum.RefusedFull + one.RefusedFull,
            sum.Stored + one.Stored,
            sum.Duplicates + one.Duplicates,
            sum.Rejected + one.Rejected,
            sum.SentAgain + one.SentAgain,
            sum.Connects + one.Connects,
            sum.Failures + one.Failures,
            sum.Unsettled + one.Unsettled,
            sum.SpoolBytes + one.SpoolBytes));

    public async ValueTask PublishAsync(Sending sending, CancellationToken cancellationToken)
    {
        var device = _devices[sending.Device];
        if (device.TryPublish(sending.Report) == PublishResult.SpoolFull)
            await PatientlyAsync(token => device.PublishAsync(sending.Report, token).AsTask(), cancellationToken);
    }

    /// <summary>
    /// Returns when everything published is settled; fails when the server refuses a stream or stays away.
    /// </summary>
    public Task FlushAsync(CancellationToken cancellationToken) =>
        PatientlyAsync(token => Task.WhenAll(_devices.Select(device => device.FlushAsync(token))), cancellationToken);

    public async ValueTask DisposeAsync() =>
        await Task.WhenAll(_devices.Select(device => device.DisposeAsync().AsTask()));

    private PatrolDevice Start(ServerLink server, PlayedDevice played)
    {
        var options = new PatrolDeviceOptions
        {
            Exercise = server.ExerciseId,
            Device = played.Id,
            Kind = played.Kind,
            Unit = played.Unit,
            Session = "replay",
            BatchReports = BatchReports,
            BackoffMin = BackoffMin,
            BackoffMax = BackoffMax,
            TimeProvider = _time,
        };
        var device = PatrolDevice.Start(options, server.Channel);
        device.ConnectionChanged += change => Observe(change.Error);
        return device;
    }

    private void Observe(RpcException? error)
    {
        if (error is null)
            return;
        _lastError = error;
        // Trying again helps against an outage, not against a no.
        if (error.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.Unauthenticated
            or StatusCode.PermissionDenied or StatusCode.FailedPrecondition or StatusCode.Unimplemented)
        {
            _refused.TrySetException(error);
        }
    }

    private async Task PatientlyAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var tired = new CancellationTokenSource(_patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tired.Token, cancellationToken);
        try
        {
            var working = work(either.Token);
            if (await Task.WhenAny(working, _refused.Task) == _refused.Task)
            {
                await either.CancelAsync();
                await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                await _refused.Task;
            }

            await working;
        }
        catch (OperationCanceledException)
            when (tired.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var why = _lastError is { } error ? $" (last: {error.Status.Detail})" : "";
            throw new CommandFailure(
                ExitCode.Unreachable, $"reports were not acknowledged within {_patience.TotalSeconds:F0} s{why}");
        }
    }
}
