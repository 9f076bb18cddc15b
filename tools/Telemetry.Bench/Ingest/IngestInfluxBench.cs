using System.Diagnostics;
using System.Text.Json;
using Telemetry.Bench.Stores;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers;
using Telemetry.TestServers.Influx;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// The whole server in front of a real influxd, all on the same processors, against the most that influxd takes of the
/// same reports: bodies of 5,000 lines made beforehand and posted on 2 connections. By turns, a ratio for each turn.
/// </summary>
internal sealed class IngestInfluxBench : IBench
{
    private const int Zones = 5_000;
    private const int CitySeed = 304;
    private const int Streams = 64;
    private const int BatchReports = 64;
    private const int WarmUpBatches = 150;
    private const int BatchesPerRound = 150;
    private const int Rounds = 3;
    private const int Connections = 4;
    private const int RoundReports = Streams * BatchReports * BatchesPerRound;

    public string Name => "ingest-influx";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        if (Influxd.WhyAbsent is { } why)
            throw new BenchFailedException(why);
        var city = new SyntheticCity(Zones, CitySeed);
        var fleet = new EncodedFleet(city, Streams, WarmUpBatches + (Rounds * BatchesPerRound), BatchReports);
        await using var influxd = await Influxd.StartAsync(cancellationToken: cancellationToken);
        await using var server = await PatrolServer.StartAsync(
            "--Storage:Reports=InfluxDb", $"--Storage:Influx:Url={influxd.Url}");
        using var load = await DrillLoad.OpenAsync(
            server.GrpcUrl, RawIngest.ServiceName, "bench", CityPlan.Of(city), fleet, Connections, cancellationToken);
        await load.RunAsync(WarmUpBatches, cancellationToken);

        using var influxProcess = Process.GetProcessById(influxd.ProcessId);
        var (serverCpu, influxCpu, ceilingCpu) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        var (ceilings, speeds) = (new List<double>(), new List<double>());
        for (var round = 0; round < Rounds; round++)
        {
            var first = WarmUpBatches + (round * BatchesPerRound);
            var bodies = InfluxCeiling.Encode(fleet, first, first + BatchesPerRound);
            ceilingCpu -= ProcessorTime(influxProcess);
            var ceiling = new InfluxOptions { Url = influxd.Url, Database = $"ceiling-{round}" };
            ceilings.Add(await InfluxCeiling.RunAsync(ceiling, bodies, cancellationToken));
            ceilingCpu += ProcessorTime(influxProcess);
            serverCpu -= server.ProcessorTime;
            influxCpu -= ProcessorTime(influxProcess);
            var spent = await load.RunAsync(first + BatchesPerRound, cancellationToken);
            serverCpu += server.ProcessorTime;
            influxCpu += ProcessorTime(influxProcess);
            speeds.Add(RoundReports / spent.TotalSeconds);
        }

        figures.Write("ceiling_per_s", Median(ceilings), "points/s");
        figures.Write("reports_per_s", Median(speeds), "reports/s");
        figures.Write("ratio_to_ceiling", Median(speeds.Zip(ceilings, (speed, ceiling) => speed / ceiling)), "ratio");
        figures.Write("server_cpu_us_per_report", serverCpu.TotalMicroseconds / (Rounds * RoundReports), "us");
        figures.Write("influxd_cpu_us_per_report", influxCpu.TotalMicroseconds / (Rounds * RoundReports), "us");
        figures.Write("influxd_cpu_us_per_point_ceiling", ceilingCpu.TotalMicroseconds / (Rounds * RoundReports), "us");
        var lost = ((long)Streams * BatchReports * fleet.Batches) - await CountAsync(influxd.Url, cancellationToken);
        figures.Write("lost", lost, "reports");
        if (lost != 0)
            throw new BenchFailedException($"{lost} acknowledged reports are not in InfluxDB.");
    }

    private static TimeSpan ProcessorTime(Process process)
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    /// <summary>What influxd itself counts in the drill's measurement.</summary>
    private static async Task<long> CountAsync(Uri url, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = url };
        var query = Uri.EscapeDataString("SELECT COUNT(latitude_deg) FROM report_drill_bench");
        var text = await http.GetStringAsync(
            new Uri($"/query?db=patrol&q={query}", UriKind.Relative), cancellationToken);
        using var answer = JsonDocument.Parse(text);
        return answer.RootElement.GetProperty("results")[0].GetProperty("series")[0]
            .GetProperty("values")[0][1].GetInt64();
    }
}
