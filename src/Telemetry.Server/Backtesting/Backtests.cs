using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using CorePlan = Telemetry.Core.Plans.Plan;
using CoreVersion = Telemetry.Core.Plans.PlanVersion;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Backtesting;

/// <summary>Tries plans on what has happened.</summary>
internal sealed class Backtests(ExerciseRegistry exercises, IReportStore store, ILedger ledger, TimeProvider time)
{
    /// <summary>Backtests that run at a time on a node; they give way to duty, but not to each other.</summary>
    public const int AtATime = 2;

    /// <summary>Batches that may wait for an engine before backtests give way to it.</summary>
    private const int Backlog = 16;

    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(250);

    private readonly Precedence _precedence =
        new(() => exercises.All.Any(exercise => exercise.EngineBacklog > Backlog), time);

    private int _running;

    /// <param name="compared">Ends at or before the watermark.</param>
    public async Task RunAsync(
        Exercise exercise, CorePlan plan, TimeRange compared, Func<BacktestPlanResponse, Task> send,
        CancellationToken cancellationToken)
    {
        try
        {
            if (Interlocked.Increment(ref _running) > AtATime)
                throw Fault.TooMuch(FaultReasons.TooManyBacktests, $"{AtATime} backtests are running");
            var plans = await ledger.ReadPlansAsync(exercise.Id, cancellationToken);
            var dutyFromUs = plans.Select(record => record.EffectiveFromUs)
                .DefaultIfEmpty(exercise.Record.StartUs).Min();
            var span = BacktestSpan.Of(plan, compared, dutyFromUs);
            if (span.Read.StartUs >= compared.EndUs)
                throw Fault.InvalidField("interval", "lies before the first plan");
            var version = new CoreVersion(exercise.Plan.Version + 1, span.Read.StartUs, plan);
            var run = new HistoryRun(exercise.Id, version, span, store, _precedence, time);
            var sent = time.GetTimestamp();
            await send(ProgressOf(run, span));
            await run.RunAsync(
                async () =>
                {
                    if (time.GetElapsedTime(sent) < ProgressEvery)
                        return;
                    sent = time.GetTimestamp();
                    await send(ProgressOf(run, span));
                },
                cancellationToken);
            var old = await FlaggedGaps.ReadAsync(ledger, exercise.Id, compared, cancellationToken);
            var lineup = new BacktestLineup(run.Gaps, old, compared);
            var report = new BacktestReport(plan, exercise.Plan.Plan, compared, lineup);
            foreach (var subject in report.Subjects())
                await send(new BacktestPlanResponse { Subject = subject });
            await send(new BacktestPlanResponse { Summary = report.Summary(run.ReportCount) });
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static BacktestPlanResponse ProgressOf(HistoryRun run, BacktestSpan span) => new()
    {
        Progress = new BacktestProgress
        {
            Fraction = (run.WatermarkUs - span.Read.StartUs) / (double)(span.Compared.EndUs - span.Read.StartUs),
            ReportCount = run.ReportCount,
            WatermarkTime = Contract.Times.ToTimestamp(run.WatermarkUs),
        },
    };
}
