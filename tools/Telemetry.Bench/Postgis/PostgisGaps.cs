using System.Diagnostics;
using System.Globalization;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Plans;

namespace Telemetry.Bench.Postgis;

/// <summary>The same gaps by SQL over the same rows: COPY, LAG(), spatial join.</summary>
internal sealed class PostgisGaps(PostgresCluster cluster)
{
    /// <summary>From rows of text to gaps.</summary>
    public TimeSpan Wall { get; private set; }

    /// <summary>Of it, until the rows are in their table.</summary>
    public TimeSpan Load { get; private set; }

    /// <summary>Of all the server's processes.</summary>
    public TimeSpan Processor { get; private set; }

    public List<OverdueGap> Run(SyntheticCity city, SparsePatrols patrols, Plan plan)
    {
        cluster.RunScript(
            "tables.sql",
            ("zones", cluster.Write("zones", city.Zones.Select(ZoneRow))),
            ("devices", cluster.Write("devices", patrols.Identities.Select((device, i) =>
            {
                var settings = plan.SettingsOf(device.Kind);
                return Row(i, TimeUs.Of(settings.SilenceAfter), settings.AccuracyLimitM);
            }))));
        var rows = cluster.Write("reports", patrols.Rows.Select(row => ReportRow(patrols, row)));
        var start = Stopwatch.GetTimestamp();
        var told = cluster.RunScript(
            "gaps.sql",
            ("reports", rows), ("start_us", SparsePatrols.StartUs), ("end_us", patrols.EndUs),
            ("merge_gap_us", TimeUs.Of(OverdueEngine.Rule.Visit.MergeGap)),
            ("min_dwell_us", TimeUs.Of(OverdueEngine.Rule.Visit.MinDwell)),
            ("max_interval_us", TimeUs.Of(OverdueEngine.Rule.MaxInterval)));
        Wall = Stopwatch.GetElapsedTime(start);
        var lines = told.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var seconds = lines[^1].Split(',');
        (Load, Processor) = (Seconds(seconds[0]), Seconds(seconds[1]));
        return [.. lines[..^1].Select(Parse)];
    }

    private static string ZoneRow(Polygon zone, int number) =>
        Row(number, WKBWriter.ToHex(new WKBWriter().Write(zone)));

    private static string ReportRow(SparsePatrols patrols, SparseRow row)
    {
        var report = patrols.ReportOf(row);
        return Row(
            row.Device, report.FixTimeUs, report.Position.LongitudeDeg, report.Position.LatitudeDeg,
            report.AccuracyM!.Value);
    }

    private static string Row(params object[] values) =>
        string.Join('\t', values.Select(value => Convert.ToString(value, CultureInfo.InvariantCulture)));

    private static OverdueGap Parse(string line)
    {
        var fields = line.Split(',');
        return new OverdueGap(
            int.Parse(fields[0], CultureInfo.InvariantCulture), Us(fields[1]), Us(fields[2]),
            fields[3].Length == 0 ? null : Us(fields[3]));
    }

    private static TimeSpan Seconds(string field) =>
        TimeSpan.FromSeconds(double.Parse(field, CultureInfo.InvariantCulture));

    private static long Us(string field) => long.Parse(field, CultureInfo.InvariantCulture);
}
