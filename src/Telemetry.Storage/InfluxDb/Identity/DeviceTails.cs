using System.Collections.Concurrent;
using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.InfluxDb.Identity;

/// <summary>
/// The tails of all devices. Those not used for long are given up; the store is asked when they come back.
/// </summary>
internal sealed class DeviceTails(int tailsMax = DeviceTails.TailsMaxDefault)
{
    /// <summary>About 150 bytes each.</summary>
    public const int TailsMaxDefault = 500_000;

    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, DeviceTail>> _exercises = new();
    private int _count;

    public (DeviceTail Tail, PendingAppend Append, TailClaim Claim) Claim(Core.Tracks.ReportBatch batch)
    {
        var devices = _exercises.GetOrAdd(batch.ExerciseId, static _ => new());
        while (true)
        {
            if (!devices.TryGetValue(batch.Device.Id, out var tail))
            {
                tail = new DeviceTail();
                if (!devices.TryAdd(batch.Device.Id, tail))
                    continue;
                if (Interlocked.Increment(ref _count) > tailsMax)
                    Sweep();
            }

            var append = new PendingAppend(batch, tail);
            if (tail.TryClaim(append, out var claim))
                return (tail, append, claim);
        }
    }

    /// <summary>Waits for what is under way in an exercise.</summary>
    public Task DrainAsync(string exerciseId) =>
        _exercises.TryGetValue(exerciseId, out var devices)
            ? Task.WhenAll(devices.Values.SelectMany(tail => tail.UnderWay()))
            : Task.CompletedTask;

    /// <summary>Its reports are gone.</summary>
    public void Forget(string exerciseId)
    {
        if (_exercises.TryGetValue(exerciseId, out var devices))
            Retire(devices, force: true);
    }

    private void Sweep()
    {
        foreach (var devices in _exercises.Values)
            Retire(devices, force: false);
    }

    private void Retire(ConcurrentDictionary<string, DeviceTail> devices, bool force)
    {
        foreach (var (id, tail) in devices)
        {
            if (tail.TryRetire(force) && devices.TryRemove(new(id, tail)))
                Interlocked.Decrement(ref _count);
        }
    }
}
