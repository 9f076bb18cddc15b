using System.Globalization;
using Telemetry.Bench.ZoneIndex;

namespace Telemetry.Bench.Postgis;

/// <summary>
/// The engine against PostgreSQL with PostGIS, from reports to OVERDUE gaps: a day of 500 devices at 0.1 Hz in 10,000
/// zones, city and patrols those of <c>engine</c>, 5 % of the reports late by up to half an hour. The engine runs on
/// one thread as if live, telling provisional gaps, corrections and certainty on the way; PostgreSQL gets all rows at
/// once, in the order in which they came, and may use every processor. Its part is COPY and query; zones, their index,
/// and the text of the rows are made before. Gaps are the same when their times differ by no more than 2 ms.
/// </summary>
internal sealed class EngineVsPostgisBench : IBench
{
    /// <summary>Devices, zones and hours in place of 500,10000,24.</summary>
    private const string SizeVariable = "PATROL_BENCH_POSTGIS_SIZE";

    private const string SizeDefault = "500,10000,24";
    private const int CitySeed = 304;
    private const int SecondsPerHour = 3_600;

    public string Name => "engine-vs-postgis";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var size = (Environment.GetEnvironmentVariable(SizeVariable) is { Length: > 0 } text ? text : SizeDefault)
            .Split(',').Select(part => double.Parse(part, CultureInfo.InvariantCulture)).ToArray();
        var (devices, zones, hours) = ((int)size[0], (int)size[1], size[2]);
        var city = new SyntheticCity(zones, CitySeed);
        var patrols = new SparsePatrols(city, devices, (int)(hours * SecondsPerHour / SparsePatrols.StepS));
        figures.Write("devices", devices, "devices");
        figures.Write("zones", zones, "zones");
        figures.Write("hours", hours, "h");
        figures.Write("reports", patrols.Rows.Count, "reports");
        figures.Write("late_fraction", patrols.LateRows / (double)patrols.Rows.Count, "ratio");

        var engine = new OverdueEngine(city, patrols);
        var ours = engine.Run(cancellationToken);
        figures.Write("gaps", ours.Count, "gaps");
        figures.Write("gaps_unverified", engine.Unverified, "gaps");
        figures.Write("engine_seconds", engine.Wall.TotalSeconds, "s");
        figures.Write("engine_processor_seconds", engine.Processor.TotalSeconds, "s");

        using var cluster = new PostgresCluster();
        var postgis = new PostgisGaps(cluster);
        var theirs = postgis.Run(city, patrols, engine.Plan);
        figures.Write("postgis_load_seconds", postgis.Load.TotalSeconds, "s");
        figures.Write("postgis_seconds", postgis.Wall.TotalSeconds, "s");
        figures.Write("postgis_processor_seconds", postgis.Processor.TotalSeconds, "s");
        figures.Write("ratio_by_processor", postgis.Processor / engine.Processor, "ratio");
        figures.Write("ratio_to_postgis", postgis.Wall / engine.Wall, "ratio");

        var different = OverdueGap.CountDifferent(ours, theirs);
        figures.Write("different", different, "gaps");
        return different == 0
            ? Task.CompletedTask
            : throw new BenchFailedException($"{different} gaps of either side are unknown to the other.");
    }
}
