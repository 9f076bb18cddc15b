using System.Globalization;

namespace Telemetry.Bench.Engine;

/// <summary>
/// From reports to gaps with every rule on, on one thread: a day of 500 devices that report each second and walk or
/// ride at 1 to 6 m/s, with stops, through districts of a city of 10,000 zones (20 for each device), in three shifts.
/// Each zone asks for visits, doses, cells and strength, posts for slots too; there are fences to stay in and out of,
/// poor fixes and batteries that run down. 5 % of the reports come late by up to half an hour, most of them singly, the
/// others after a cut-off. Making the reports is not measured.
/// </summary>
/// <remarks>
/// Rates are by processor time of the whole process, collector included, so that what else runs on the machine does not
/// count for much; <c>reports_per_wall_s</c> is what a watch shows.
/// </remarks>
internal sealed class EngineBench : IBench
{
    /// <summary>Hours in place of 24, where time is short; <c>reports</c> tells.</summary>
    private const string HoursVariable = "PATROL_BENCH_ENGINE_HOURS";

    private const double HoursDefault = 24;
    private const int Zones = 10_000;
    private const int FewZones = 5_000;
    private const int ManyZones = 100_000;
    private const int StepS = 10;

    /// <summary>Until then nothing can be overdue: what comes after has gaps to open and close.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromMinutes(60);

    private static readonly TimeSpan GrowthSpan = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Slice = TimeSpan.FromMinutes(5);

    public string Name => "engine";

    public Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var hours = Environment.GetEnvironmentVariable(HoursVariable) is { Length: > 0 } text
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : HoursDefault;
        RunDay(TimeSpan.FromHours(hours), figures, cancellationToken);
        // The small city first and last, in case that the machine became slower or quicker meanwhile.
        var few = CostUs(FewZones, cancellationToken);
        var many = CostUs(ManyZones, cancellationToken);
        few = (few + CostUs(FewZones, cancellationToken)) / 2;
        figures.Write("us_per_report_5000", few, "us");
        figures.Write("us_per_report_100000", many, "us");
        figures.Write("growth_5000_to_100000", many / few, "ratio");
        return Task.CompletedTask;
    }

    private static void RunDay(TimeSpan day, FigureWriter figures, CancellationToken cancellationToken)
    {
        var run = new EngineRun(Zones, StepS);
        RunFor(run, day, cancellationToken);
        figures.Write("reports", run.Reports, "reports");
        figures.Write("late_fraction", run.LateReports / (double)run.Reports, "ratio");
        figures.Write("spliced_from_store", run.Splices, "splices");
        figures.Write("gaps", run.Gaps.Total, "gaps");
        figures.Write("revisions", run.Gaps.Revisions, "revisions");
        foreach (var (kind, count, unverified) in run.Gaps.ByKind)
        {
            var name = kind.ToString().ToLowerInvariant();
            figures.Write($"gaps_{name}", count, "gaps");
            figures.Write($"unverified_{name}", unverified, "gaps");
        }

        figures.Write("allocated_per_report", run.AllocatedBytes / (double)run.Reports, "bytes");
        figures.Write("reports_per_wall_s", run.Reports / run.Wall.TotalSeconds, "reports/s");
        figures.Write("reports_per_s", run.Reports / run.Processor.TotalSeconds, "reports/s");
    }

    private static double CostUs(int zones, CancellationToken cancellationToken)
    {
        var run = new EngineRun(zones, StepS);
        RunFor(run, WarmUp, cancellationToken);
        run.ResetFigures();
        RunFor(run, GrowthSpan, cancellationToken);
        return run.Processor.TotalMicroseconds / run.Reports;
    }

    private static void RunFor(EngineRun run, TimeSpan span, CancellationToken cancellationToken)
    {
        for (var done = TimeSpan.Zero; done < span; done += Slice)
        {
            cancellationToken.ThrowIfCancellationRequested();
            run.Run(Slice);
        }
    }
}
