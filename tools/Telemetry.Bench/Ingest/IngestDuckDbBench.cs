using Telemetry.Bench.Stores;
using Telemetry.Bench.ZoneIndex;
using Telemetry.TestServers;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// What the whole server takes in: 64 devices in batches of 64 against 5,000 zones, stored and judged, with the load on
/// the same processors; beside it a plain loop of one DuckDB appender.
/// </summary>
internal sealed class IngestDuckDbBench : IBench
{
    private const int Zones = 5_000;
    private const int CitySeed = 304;
    private const int Streams = 64;
    private const int BatchReports = 64;
    private const int WarmUpBatches = 300;
    private const int Batches = 900;
    private const int Connections = 4;

    public string Name => "ingest-duckdb";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var city = new SyntheticCity(Zones, CitySeed);
        var fleet = new EncodedFleet(city, Streams, WarmUpBatches + Batches, BatchReports);
        await using var server = await PatrolServer.StartAsync();
        var bare = BareAppender.Run(Path.Combine(server.Folder, "bare.duckdb"));
        figures.Write("rows_per_s_bare", bare, "rows/s");
        using var load = await DrillLoad.OpenAsync(
            server.GrpcUrl, RawIngest.ServiceName, "bench", CityPlan.Of(city), fleet, Connections, cancellationToken);
        await load.RunAsync(WarmUpBatches, cancellationToken);

        var server0 = server.ProcessorTime;
        var client0 = Environment.CpuUsage.TotalTime;
        var moves0 = load.ClockMoves;
        var spent = await load.RunAsync(WarmUpBatches + Batches, cancellationToken);
        const int Reports = Streams * Batches * BatchReports;
        figures.Write("reports_per_s", Reports / spent.TotalSeconds, "reports/s");
        figures.Write("ratio_to_appender", Reports / spent.TotalSeconds / bare, "ratio");
        figures.Write("server_cpu_us_per_report", (server.ProcessorTime - server0).TotalMicroseconds / Reports, "us");
        figures.Write(
            "load_cpu_us_per_report", (Environment.CpuUsage.TotalTime - client0).TotalMicroseconds / Reports, "us");
        figures.Write("clock_moves_per_s", (load.ClockMoves - moves0) / spent.TotalSeconds, "calls/s");
    }
}
