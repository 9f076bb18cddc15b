namespace Telemetry.Core.Visits;

/// <summary>
/// The times in which at least so many devices were at a place at once. Presences are closed intervals: one that ends
/// when another begins was there with it, if only for that moment.
/// </summary>
internal sealed class StrengthFold(int minDevices)
{
    private readonly List<(long Us, bool IsEnd, string DeviceId)> _changes = [];
    private readonly Dictionary<string, int> _inside = [];

    public void Add(string deviceId, long startUs, long endUs)
    {
        if (endUs < startUs)
            return;
        _changes.Add((startUs, false, deviceId));
        _changes.Add((endUs, true, deviceId));
    }

    /// <summary>By time, disjoint; those without duration are left out.</summary>
    public IEnumerable<TimeRange> Runs()
    {
        _changes.Sort(static (a, b) => a.Us != b.Us ? a.Us.CompareTo(b.Us) : a.IsEnd.CompareTo(b.IsEnd));
        long? sinceUs = null;
        foreach (var (us, isEnd, deviceId) in _changes)
        {
            var count = _inside.GetValueOrDefault(deviceId) + (isEnd ? -1 : 1);
            if (count == 0)
                _inside.Remove(deviceId);
            else
                _inside[deviceId] = count;
            if (sinceUs is null && _inside.Count >= minDevices)
                sinceUs = us;
            if (sinceUs is not { } startUs || _inside.Count >= minDevices)
                continue;
            sinceUs = null;
            if (us > startUs)
                yield return new TimeRange(startUs, us);
        }
    }
}
