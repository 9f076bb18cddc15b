namespace Telemetry.Storage.DuckDb;

/// <summary>
/// The greatest fix time taken so far of each device of each exercise. A report beyond it is new without asking the
/// store; at or below it, only the store knows. Whoever takes a report raises the mark at once, so that reports still
/// on their way to the store count as present.
/// </summary>
/// <remarks>
/// Bounded: two generations of half the capacity each; when the young one is full, the old one is forgotten.
/// A device that is not known here may still have reports in the store. Not thread-safe: one writer owns it.
/// </remarks>
internal sealed class DeviceHighWater(int capacityDevices = DeviceHighWater.CapacityDevicesDefault)
{
    /// <summary>About 40 MB when full.</summary>
    public const int CapacityDevicesDefault = 200_000;

    private readonly int _generationDevices = Math.Max(1, capacityDevices / 2);
    private Dictionary<(string Exercise, string Device), long> _young = [];
    private Dictionary<(string Exercise, string Device), long> _old = [];

    public int Count => _young.Count + _old.Count;

    public bool TryGet(string exerciseId, string deviceId, out long fixTimeUs)
    {
        var key = (exerciseId, deviceId);
        if (_young.TryGetValue(key, out fixTimeUs))
            return true;
        if (!_old.Remove(key, out fixTimeUs))
            return false;
        AddYoung(key, fixTimeUs);
        return true;
    }

    /// <summary>Sets the mark of a device; a lower one than it has is ignored.</summary>
    public void Raise(string exerciseId, string deviceId, long fixTimeUs)
    {
        var key = (exerciseId, deviceId);
        if (_old.Remove(key, out var known))
            fixTimeUs = Math.Max(fixTimeUs, known);
        if (_young.TryGetValue(key, out known))
            _young[key] = Math.Max(fixTimeUs, known);
        else
            AddYoung(key, fixTimeUs);
    }

    /// <summary>Forgets an exercise, because it was deleted or what was written of it is in doubt.</summary>
    public void Forget(string exerciseId)
    {
        Forget(_young, exerciseId);
        Forget(_old, exerciseId);
    }

    private void AddYoung((string Exercise, string Device) key, long fixTimeUs)
    {
        if (_young.Count >= _generationDevices)
            (_old, _young) = (_young, []);
        _young.Add(key, fixTimeUs);
    }

    private static void Forget(Dictionary<(string Exercise, string Device), long> marks, string exerciseId)
    {
        foreach (var key in marks.Keys)
        {
            if (key.Exercise == exerciseId)
                marks.Remove(key);
        }
    }
}
