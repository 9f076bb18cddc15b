using System.Threading.Channels;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// The drill's clock as a replayer drives it: it follows what every device has been acknowledged, and no device may
/// run further ahead of it than the server takes fixes from the future.
/// </summary>
internal sealed class LoadClock(ExerciseService.ExerciseServiceClient exercises, string exercise, EncodedFleet fleet)
{
    private static readonly long FutureUs = TimeUs.Of(Limits.Future);

    /// <summary>Moved in steps that leave the devices as much again to go on with meanwhile.</summary>
    private static readonly long StepUs = FutureUs / 3;

    private readonly Lock _lock = new();
    private readonly int[] _acked = new int[fleet.Streams];

    // Room for one: a single look is enough for all that was acknowledged before it.
    private readonly Channel<bool> _acknowledged = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _clockUs = EncodedFleet.StartUs;

    /// <summary>Calls that moved the clock.</summary>
    public int Moves { get; private set; }

    public void Acknowledged(int stream, int batches)
    {
        Volatile.Write(ref _acked[stream], batches);
        _acknowledged.Writer.TryWrite(true);
    }

    public ValueTask WaitUntilAllowedAsync(int batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return IsAllowed(batch)
                ? ValueTask.CompletedTask
                : new ValueTask(WaitAsync(batch, _moved.Task, cancellationToken));
        }
    }

    /// <summary>
    /// Moves the clock behind the acknowledgements until it has come to the end of this batch, exclusive: every report
    /// before it is stored and judged then.
    /// </summary>
    public async Task DriveAsync(int untilBatch, CancellationToken cancellationToken)
    {
        for (var settled = 0; settled < untilBatch;)
        {
            await _acknowledged.Reader.ReadAsync(cancellationToken);
            var acked = Math.Min(_acked.Min(), untilBatch);
            if (acked < untilBatch && (acked == 0 || fleet.LastFixUs(acked - 1) - _clockUs < StepUs))
                continue;
            settled = acked;
            await MoveAsync(fleet.LastFixUs(acked - 1), cancellationToken);
        }
    }

    private async Task MoveAsync(long clockUs, CancellationToken cancellationToken)
    {
        var request = new AdvanceClockRequest
        {
            Name = exercise,
            ClockTime = Timestamp.FromDateTimeOffset(DateTimeOffset.UnixEpoch.AddMicroseconds(clockUs)),
        };
        await exercises.AdvanceClockAsync(request, cancellationToken: cancellationToken);
        Moves++;
        lock (_lock)
        {
            _clockUs = clockUs;
            _moved.SetResult();
            _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private bool IsAllowed(int batch) => fleet.LastFixUs(batch) <= _clockUs + FutureUs;

    private async Task WaitAsync(int batch, Task moved, CancellationToken cancellationToken)
    {
        while (true)
        {
            await moved.WaitAsync(cancellationToken);
            lock (_lock)
            {
                if (IsAllowed(batch))
                    return;
                moved = _moved.Task;
            }
        }
    }
}
