using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Live;
using Telemetry.Storage;

namespace Telemetry.Server.Exercises;

/// <summary>One world at work: takes reports in, keeps its clock, applies plans, and feeds its gaps to whoever watches.</summary>
internal sealed class Exercise : IAsyncDisposable
{
    public const string LiveId = "live";

    private readonly IReportStore _reports;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;

    public Exercise(ExerciseRecord record, IReportStore reports, ILedger ledger, TimeProvider time)
    {
        Record = record;
        _reports = reports;
        _ledger = ledger;
        _time = time;
    }

    public ExerciseRecord Record { get; }

    public string Id => Record.Id;

    public bool IsLive => Id == LiveId;

    /// <summary>The wall clock in live, as far as its replayer has advanced it in a drill.</summary>
    public long ClockUs => IsLive ? TimeUs.From(_time.GetUtcNow()) : Record.ClockUs;

    public long WatermarkUs => IsLive ? ClockUs - TimeUs.Of(Limits.Settle) : ClockUs;

    /// <summary>The plan in force; version 0 and empty before the first one.</summary>
    public PlanVersion Plan { get; private set; } = new(0, long.MinValue, Core.Plans.Plan.Empty);

    public FleetView Fleet { get; } = new();

    public GapFeed Gaps { get; } = new();

    /// <summary>Returns when every report is durable or has its reason. The batch was checked at the edge.</summary>
    public async Task<AppendOutcome[]> PublishAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        var outcomes = await _reports.AppendAsync(batch, cancellationToken);
        Fleet.Observe(batch, outcomes);
        return outcomes;
    }

    /// <summary>Moves a drill's clock; returns when every gap up to there is judged and durable.</summary>
    public Task AdvanceClockAsync(long clockUs, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Puts a plan in force from the exercise's clock on; null when <paramref name="expectedVersion"/> is not in force.</summary>
    public Task<PlanRecord?> ApplyPlanAsync(
        Plan plan, string document, string author, int? expectedVersion, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
