using System.Diagnostics;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Bench.Stores;

/// <summary>
/// What a durable report costs in DuckDB: 64 callers that each wait for their batch of 64, against the plain loop of
/// one appender over the same columns that commits once at the end. Neither has anything else to do.
/// </summary>
internal sealed class DuckDbAppendBench : IBench
{
    private const int Callers = 64;
    private const int BatchesPerCaller = 400;
    private const int Rows = Callers * BatchesPerCaller * SyntheticFleet.BatchReports;

    public string Name => "append-duckdb";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("patrol-bench-");
        try
        {
            var bare = BareAppender.Run(Path.Combine(folder.FullName, "bare.duckdb"));
            figures.Write("rows_per_s_bare", bare, "rows/s");
            var store = await RunStoreAsync(Path.Combine(folder.FullName, "store.duckdb"), figures, cancellationToken);
            figures.Write("ratio_to_appender", store / bare, "ratio");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<double> RunStoreAsync(
        string path, FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var file = await DuckDbFile.OpenAsync(
            path, new DuckDbOptions(), TimeProvider.System, cancellationToken);
        var process = Process.GetCurrentProcess();
        var cpu = process.TotalProcessorTime;
        var allocated = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        var waits = await Task.WhenAll(Enumerable.Range(0, Callers).Select(
            device => Task.Run(() => SendAsync(file, device, cancellationToken), cancellationToken)));
        var seconds = watch.Elapsed.TotalSeconds;
        process.Refresh();

        figures.Write("reports_per_s", Rows / seconds, "reports/s");
        figures.Write("cpu_us_per_report", (process.TotalProcessorTime - cpu).TotalMicroseconds / Rows, "us");
        figures.Write("bytes_per_report", (double)(GC.GetTotalAllocatedBytes() - allocated) / Rows, "bytes");
        var ordered = waits.SelectMany(w => w).Order().ToArray();
        figures.Write("ack_p50", ordered[ordered.Length / 2].TotalMilliseconds, "ms");
        figures.Write("ack_p99", ordered[ordered.Length * 99 / 100].TotalMilliseconds, "ms");
        figures.Write("ack_max", ordered[^1].TotalMilliseconds, "ms");
        figures.Write("read_all_reports_per_s", await ReadAllAsync(file, cancellationToken), "reports/s");
        return Rows / seconds;
    }

    private static async Task<double> ReadAllAsync(DuckDbFile file, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var reports = 0;
        await foreach (var chunk in file.Reports.ReadAllAsync(
            ReportTable.LiveExercise, TimeRange.Always, cancellationToken))
            reports += chunk.Reports.Length;
        if (reports != Rows)
            throw new BenchFailedException($"{Rows} reports were stored, but {reports} were read.");
        return Rows / watch.Elapsed.TotalSeconds;
    }

    private static async Task<TimeSpan[]> SendAsync(DuckDbFile file, int device, CancellationToken cancellationToken)
    {
        var reports = new Report[SyntheticFleet.BatchReports];
        var batch = new ReportBatch(ReportTable.LiveExercise, SyntheticFleet.Device(device), reports);
        var waits = new TimeSpan[BatchesPerCaller];
        for (var number = 0; number < BatchesPerCaller; number++)
        {
            SyntheticFleet.Fill(reports, device, number);
            var sent = Stopwatch.GetTimestamp();
            var outcomes = await file.Reports.AppendAsync(batch, cancellationToken);
            waits[number] = Stopwatch.GetElapsedTime(sent);
            if (outcomes.AsSpan().ContainsAnyExcept(AppendOutcome.Stored))
                throw new BenchFailedException("A new report was taken for a repeat.");
        }

        return waits;
    }
}
