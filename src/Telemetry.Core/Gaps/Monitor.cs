using Telemetry.Core.Plans;

namespace Telemetry.Core.Gaps;

/// <summary>
/// Watches one rule at one place or device for as long as both stay the same. What comes in only marks from when on it
/// must look again; it looks when the clock moves.
/// </summary>
internal abstract class Monitor(GapBook book, IdleRule rule, int planVersion)
{
    private readonly List<GapTimes> _found = [];

    // Devices report ahead of the watermark: what is known beyond it must be looked at when the clock gets there.
    private long _knownUs = long.MinValue;

    public GapBook Book { get; } = book;

    public IdleRule Rule { get; private set; } = rule;

    /// <summary>The version that brought the rule in its present form.</summary>
    public int PlanVersion { get; } = planVersion;

    public TimeRange InForce => Rule.InForce;

    /// <summary>The watermark when it last looked.</summary>
    public long EvaluatedUs { get; private set; } = long.MinValue;

    /// <summary>When it must look again if nothing comes in.</summary>
    public long DueUs { get; private set; } = long.MinValue;

    /// <summary>The earliest change since it last looked.</summary>
    public long DirtyFromUs { get; private set; } = long.MaxValue;

    /// <summary>Something came in that may change gaps already judged, or end an open one.</summary>
    public bool IsDirty { get; private set; } = true;

    public event Action<Monitor>? BecameDirty;

    /// <summary>
    /// What outlives forgetting: the end of the last attendance forgotten, and until when nothing is remembered.
    /// </summary>
    public (long LastEndUs, long ForgottenUs) Base { get; set; } = (long.MinValue, long.MinValue);

    /// <summary>Presence (or silence) changed in this span.</summary>
    public void Touch(long fromUs, long toUs)
    {
        _knownUs = Math.Max(_knownUs, toUs);
        if (fromUs < DirtyFromUs)
            DirtyFromUs = fromUs;
        if (!IsDirty && (fromUs < EvaluatedUs || Book.HasOpen))
            MarkDirty();
    }

    /// <summary>A silence changed that may bear on the certainty of a gap.</summary>
    public void Doubt(TimeRange silence)
    {
        if (Book.Doubt(silence) && !IsDirty)
            MarkDirty();
    }

    /// <summary>The rule, or what it looks at, is not in force after this moment.</summary>
    public void EndAt(long us)
    {
        Rule = Rule with { InForce = Rule.InForce with { EndUs = us } };
        Touch(us, us);
        MarkDirty();
    }

    /// <param name="finalBeforeUs">Gaps that ended by then were final before this step of the clock.</param>
    public void Evaluate(long finalBeforeUs, CertaintyCheck certainty, RevisionWriter revisions)
    {
        var watermarkUs = certainty.WatermarkUs;
        var fromUs = Math.Min(DirtyFromUs, EvaluatedUs);
        revisions.Cause = DirtyFromUs < EvaluatedUs ? RevisionCause.LateReports : RevisionCause.Clock;

        var run = AttendedSince(fromUs, watermarkUs);
        _found.Clear();
        DueUs = IdleGaps.Find(Rule, run.Attended, run.LastEndUs, run.SearchFromUs, watermarkUs, _found);
        Book.Reconcile(run.LastEndUs, run.SearchFromUs, finalBeforeUs, _found, certainty, revisions);
        Book.Recheck(finalBeforeUs, certainty, revisions);

        DueUs = Math.Min(DueUs, Book.RecheckUs);
        if (Book.HasOpen && _knownUs > watermarkUs)
            DueUs = Math.Min(DueUs, watermarkUs + 1);
        (EvaluatedUs, DirtyFromUs, IsDirty) = (watermarkUs, long.MaxValue, false);
    }

    /// <summary>Forgets what cannot change any more.</summary>
    public virtual void Forget(long beforeUs)
    {
        Base = (Base.LastEndUs, Math.Max(Base.ForgottenUs, beforeUs));
        Book.Forget(beforeUs);
    }

    protected void ForgetAttendance(long endUs) => Base = (Math.Max(Base.LastEndUs, endUs), Base.ForgottenUs);

    /// <summary>
    /// What counts as attendance from a safe point at or before <paramref name="fromUs"/> up to the watermark.
    /// </summary>
    protected abstract AttendedRun AttendedSince(long fromUs, long watermarkUs);

    private void MarkDirty()
    {
        IsDirty = true;
        BecameDirty?.Invoke(this);
    }
}
