using System.Diagnostics;
using System.Globalization;
using Telemetry.Bench.Stores;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tracks;
using Telemetry.Server.Backtesting;
using Telemetry.Storage;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Bench.Backtest;

/// <summary>
/// Another plan over a week of 500 devices at 0.2 Hz among 5,000 zones, against reading the same rows from DuckDB and
/// doing nothing with them.
/// </summary>
internal sealed class BacktestBench : IBench
{
    /// <summary>Days in place of 7, where time or disk is short; <c>reports_behind</c> tells.</summary>
    private const string DaysVariable = "PATROL_BENCH_BACKTEST_DAYS";

    private const int Devices = 500;
    private const double DaysDefault = 7;
    private const int PeriodSeconds = 5;
    private const int Zones = 5_000;
    private const int CitySeed = 304;
    private const string Exercise = ReportTable.LiveExercise;

    // From where the synthetic fleet rides to the middle of the synthetic city.
    private const double ToCityLatitudeDeg = 8.78;
    private const double ToCityLongitudeDeg = 7.19;

    public string Name => "backtest";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var days = Environment.GetEnvironmentVariable(DaysVariable) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : DaysDefault;
        var folder = Directory.CreateTempSubdirectory("patrol-bench-");
        try
        {
            var path = Path.Combine(folder.FullName, "week.duckdb");
            await using var file = await DuckDbFile.OpenAsync(
                path, new DuckDbOptions(), TimeProvider.System, cancellationToken);
            var batches = (int)(days * 86_400 / PeriodSeconds / SyntheticFleet.BatchReports);
            var (reports, span) = await FillAsync(file.Reports, batches, cancellationToken);
            figures.Write("reports_behind", reports, "reports");
            var scan = await ScanAsync(file.Reports, reports, cancellationToken);
            figures.Write("scan_reports_per_s", scan, "reports/s");
            var backtest = await BacktestAsync(file.Reports, span, figures, cancellationToken);
            figures.Write("reports_per_s", backtest, "reports/s");
            figures.Write("ratio_to_scan", backtest / scan, "ratio");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<(long Reports, TimeRange Span)> FillAsync(
        IReportStore store, int batches, CancellationToken cancellationToken)
    {
        var (fromUs, toUs) = (long.MaxValue, long.MinValue);
        for (var number = 0; number < batches; number++)
        {
            var filled = Enumerable.Range(0, Devices).Select(device => BatchOf(device, number)).ToList();
            await Task.WhenAll(filled.Select(batch => store.AppendAsync(batch, cancellationToken)));
            fromUs = Math.Min(fromUs, filled.Min(batch => batch.Reports.Span[0].FixTimeUs));
            toUs = Math.Max(toUs, filled.Max(batch => batch.Reports.Span[^1].FixTimeUs));
        }

        return ((long)batches * Devices * SyntheticFleet.BatchReports, new TimeRange(fromUs, toUs + 1));
    }

    private static ReportBatch BatchOf(int device, int number)
    {
        var reports = new Report[SyntheticFleet.BatchReports];
        SyntheticFleet.Fill(reports, device, number, PeriodSeconds);
        for (var i = 0; i < reports.Length; i++)
        {
            var at = reports[i].Position;
            reports[i] = reports[i] with
            {
                Position = new GeoPoint(at.LatitudeDeg + ToCityLatitudeDeg, at.LongitudeDeg + ToCityLongitudeDeg),
            };
        }

        return new ReportBatch(Exercise, SyntheticFleet.Device(device), reports);
    }

    private static async Task<double> ScanAsync(IReportStore store, long reports, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var read = 0L;
        await foreach (var chunk in store.ReadAllAsync(Exercise, TimeRange.Always, cancellationToken))
            read += chunk.Reports.Length;
        if (read != reports)
            throw new BenchFailedException($"{reports} reports were stored, but {read} were read.");
        return reports / watch.Elapsed.TotalSeconds;
    }

    private static async Task<double> BacktestAsync(
        IReportStore store, TimeRange span, FigureWriter figures, CancellationToken cancellationToken)
    {
        var plan = PlanDocument.Parse(CityPlan.Of(new SyntheticCity(Zones, CitySeed))).Plan
            ?? throw new BenchFailedException("The synthetic city's plan has faults.");
        var atRest = new Precedence(() => false, TimeProvider.System);
        var version = new PlanVersion(1, span.StartUs, plan);
        var watch = Stopwatch.StartNew();
        var run = new HistoryRun(Exercise, version, new BacktestSpan(span, span), store, atRest, TimeProvider.System);
        await run.RunAsync(() => Task.CompletedTask, cancellationToken);
        var seconds = watch.Elapsed.TotalSeconds;
        figures.Write("gaps", run.Gaps.Count(), "gaps");
        figures.Write("heap", GC.GetTotalMemory(forceFullCollection: true), "bytes");
        return run.ReportCount / seconds;
    }
}
