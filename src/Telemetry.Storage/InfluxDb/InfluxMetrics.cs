using System.Diagnostics.Metrics;

namespace Telemetry.Storage.InfluxDb;

/// <summary>What the adapter counts. Every line that is not written is in one of these.</summary>
internal static class InfluxMetrics
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string MeterName = "Telemetry.Storage.InfluxDb";

    private const int ReasonLengthMax = 120;

    private static readonly Meter Meter = new(MeterName);

    public static readonly Counter<long> Lines = Meter.CreateCounter<long>(
        "influxdb.lines.written", "{line}", "Lines that InfluxDB said are durable.");

    public static readonly Counter<long> Retries = Meter.CreateCounter<long>(
        "influxdb.retries", "{request}", "Requests sent again: the server was away, overloaded or let nobody in.");

    public static readonly Counter<long> Repeated = Meter.CreateCounter<long>(
        "influxdb.repeated", "{request}", "Writes told again to a server that may have been restarted since.");

    public static readonly Counter<long> GapsDropped = Meter.CreateCounter<long>(
        "influxdb.gaps.dropped", "{revision}", "Gap revisions that were not mirrored; the ledger has them.");

    private static readonly Counter<long> RefusedLines = Meter.CreateCounter<long>(
        "influxdb.lines.refused", "{line}", "Lines that InfluxDB will never take, by its reason.");

    public static void Refused(string reason, int lines = 1)
    {
        // A 1.x reason repeats the line after its first words; what comes after them would make a series of each.
        var words = reason.AsSpan(0, Math.Min(reason.Length, ReasonLengthMax));
        var end = words.IndexOfAny('\'', '"', '=');
        var kept = (end < 0 ? words : words[..end]).Trim().ToString();
        RefusedLines.Add(lines, new KeyValuePair<string, object?>("reason", kept));
    }
}
