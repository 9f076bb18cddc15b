namespace Telemetry.TestServers.Influx;

/// <summary>
/// Points in memory, kept as InfluxDB keeps them: a later one with the same series and time adds its fields.
/// </summary>
public sealed class PointTable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Dictionary<(string Series, long TimeNs), LinePoint>> _measurements = [];

    public void Write(IEnumerable<LinePoint> points)
    {
        lock (_lock)
        {
            foreach (var point in points)
            {
                if (!_measurements.TryGetValue(point.Measurement, out var rows))
                    _measurements.Add(point.Measurement, rows = []);
                var key = (point.Series, point.TimeNs);
                rows[key] = rows.TryGetValue(key, out var before) ? Merge(before, point) : point;
            }
        }
    }

    /// <summary>Points of a measurement, by time; empty when it is not there.</summary>
    public IReadOnlyList<LinePoint> Read(string measurement)
    {
        lock (_lock)
        {
            return _measurements.TryGetValue(measurement, out var rows)
                ? [.. rows.Values.OrderBy(point => point.TimeNs)]
                : [];
        }
    }

    public IReadOnlyList<string> Measurements()
    {
        lock (_lock)
            return [.. _measurements.Keys];
    }

    public bool Drop(string measurement)
    {
        lock (_lock)
            return _measurements.Remove(measurement);
    }

    private static LinePoint Merge(LinePoint before, LinePoint point)
    {
        var fields = new Dictionary<string, string>(before.Fields);
        foreach (var (name, value) in point.Fields)
            fields[name] = value;
        return point with { Fields = fields };
    }
}
