using System.Diagnostics;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb;
using Telemetry.Storage.InfluxDb.Lines;
using Telemetry.TestServers.Influx;

namespace Telemetry.Bench.Stores;

/// <summary>
/// What the InfluxDB store leaves of influxd's own speed: 64 callers with a few batches of 64 on their way each,
/// against bodies of 5,000 lines made beforehand and posted on 2 connections. Both on the same machine as influxd.
/// </summary>
internal sealed class InfluxAppendBench : IBench
{
    private const int Callers = 64;
    private const int BatchesPerCaller = 150;
    private const int BatchesOnTheWay = 4;
    private const int LinesPerBody = 5_000;
    private const int Rounds = 3;
    private const int Reports = Callers * BatchesPerCaller * SyntheticFleet.BatchReports;

    public string Name => "append-influx";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        if (Influxd.WhyAbsent is { } why)
            throw new BenchFailedException(why);
        await using var server = await Influxd.StartAsync(cancellationToken: cancellationToken);
        var bodies = new List<byte[]>();
        figures.Write("encode_ns_per_report", Encode(bodies), "ns");
        var (ceilings, speeds) = (new List<double>(), new List<double>());
        // By turns, and a ratio for each turn, so that a noisy neighbour hurts both alike.
        for (var round = 0; round < Rounds; round++)
        {
            ceilings.Add(await InfluxCeiling.RunAsync(Options(server, "ceiling", round), bodies, cancellationToken));
            speeds.Add(await RunStoreAsync(Options(server, "store", round), figures, cancellationToken));
        }

        figures.Write("points_per_s_ceiling", ceilings.Max(), "points/s");
        figures.Write("reports_per_s", speeds.Max(), "reports/s");
        var ratios = speeds.Zip(ceilings, (speed, ceiling) => speed / ceiling).Order().ToArray();
        figures.Write("ratio_to_ceiling", ratios[Rounds / 2], "ratio");
    }

    private static InfluxOptions Options(Influxd server, string name, int round) =>
        new() { Url = server.Url, Database = $"{name}-{round}" };

    private static double Encode(List<byte[]> bodies)
    {
        var lines = new LineBuffer();
        var reports = new Report[SyntheticFleet.BatchReports];
        var outcomes = new Storage.AppendOutcome[SyntheticFleet.BatchReports];
        // The best batch: the others were interrupted, or came before the code was compiled well.
        var least = TimeSpan.MaxValue;
        for (var number = 0; number < BatchesPerCaller; number++)
        {
            for (var device = 0; device < Callers; device++)
            {
                SyntheticFleet.Fill(reports, device, number);
                var started = Stopwatch.GetTimestamp();
                ReportLine.AddAll(lines, new ReportBatch("live", SyntheticFleet.Device(device), reports), outcomes);
                var spent = Stopwatch.GetElapsedTime(started);
                least = spent < least ? spent : least;
                if (lines.Count < LinesPerBody && (number, device) != (BatchesPerCaller - 1, Callers - 1))
                    continue;
                bodies.Add(lines.Slice(0, lines.Count).ToArray());
                lines.Clear();
            }
        }

        return least.TotalNanoseconds / SyntheticFleet.BatchReports;
    }

    private static async Task<double> RunStoreAsync(
        InfluxOptions options, FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var store = await InfluxReportStore.OpenAsync(options, TimeProvider.System, cancellationToken);
        using var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(
            device => Task.Run(() => SendAsync(store, device, cancellationToken), cancellationToken)));
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();
        figures.Write("cpu_us_per_report", (process.TotalProcessorTime - cpu).TotalMicroseconds / Reports, "us");
        figures.Write("bytes_per_report", (double)(GC.GetTotalAllocatedBytes() - allocated) / Reports, "bytes");

        watch.Restart();
        var read = 0;
        await foreach (var batch in store.ReadAllAsync("live", TimeRange.Always, cancellationToken))
            read += batch.Reports.Length;
        figures.Write("read_reports_per_s", read / watch.Elapsed.TotalSeconds, "reports/s");
        if (read != Reports)
            throw new BenchFailedException($"{Reports} reports were acknowledged, {read} are there.");
        return Reports / seconds;
    }

    private static async Task SendAsync(InfluxReportStore store, int device, CancellationToken cancellationToken)
    {
        var onTheWay = new Queue<Task<Storage.AppendOutcome[]>>();
        for (var number = 0; number < BatchesPerCaller; number++)
        {
            var reports = new Report[SyntheticFleet.BatchReports];
            SyntheticFleet.Fill(reports, device, number);
            if (onTheWay.Count == BatchesOnTheWay)
                await CheckAsync(onTheWay.Dequeue());
            var batch = new ReportBatch("live", SyntheticFleet.Device(device), reports);
            onTheWay.Enqueue(store.AppendAsync(batch, cancellationToken));
        }

        while (onTheWay.TryDequeue(out var append))
            await CheckAsync(append);
    }

    private static async Task CheckAsync(Task<Storage.AppendOutcome[]> append)
    {
        if ((await append).Any(outcome => outcome != Storage.AppendOutcome.Stored))
            throw new BenchFailedException("A new report was not stored.");
    }
}
