using System.Collections.Immutable;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches one rule at one place or device for as long as both stay the same. What comes in only marks from when on it
/// must look again; it looks when the clock moves.
/// </summary>
internal abstract class RuleMonitor(GapBook book, TimeRange inForce)
{
    private readonly List<GapTimes> _found = [];

    // Devices report ahead of the watermark: what is known beyond it must be looked at when the clock gets there.
    private long _knownUs = long.MinValue;

    // When a gap may open or close if nothing comes in.
    private long _searchDueUs = long.MinValue;

    public GapBook Book { get; } = book;

    /// <summary>While the rule, and what it looks at, stayed the same.</summary>
    public TimeRange InForce { get; private set; } = inForce;

    /// <summary>The place it is about; null when it is about a device.</summary>
    public PlaceTimeline? Ground { get; set; }

    /// <summary>What is demanded of the place; null when it is about a device.</summary>
    public virtual PlaceRule? Demand => null;

    /// <summary>The watermark when it last looked.</summary>
    public long EvaluatedUs { get; private set; } = long.MinValue;

    /// <summary>When it must look again if nothing comes in.</summary>
    public long DueUs { get; private set; } = long.MinValue;

    /// <summary>The earliest change since it last looked.</summary>
    public long DirtyFromUs { get; private set; } = long.MaxValue;

    /// <summary>Something came in that may change gaps already judged, or end an open one.</summary>
    public bool IsDirty { get; private set; } = true;

    public event Action<RuleMonitor>? BecameDirty;

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
        if (!IsDirty && Concerns(fromUs))
            MarkDirty();
    }

    /// <summary>A silence changed that may bear on the certainty of a gap.</summary>
    public void Doubt(TimeRange silence)
    {
        var bearsUntilUs = silence.EndUs > long.MaxValue - ReachBackUs ? long.MaxValue : silence.EndUs + ReachBackUs;
        if (Book.Doubt(silence with { EndUs = bearsUntilUs }) && !IsDirty)
            MarkDirty();
    }

    /// <summary>The rule, or what it looks at, is not in force after this moment.</summary>
    public void EndAt(long us)
    {
        InForce = InForce with { EndUs = us };
        Touch(us, us);
        if (!IsDirty)
            MarkDirty();
    }

    /// <param name="finalBeforeUs">Gaps that ended by then were final before this step of the clock.</param>
    public void Evaluate(long finalBeforeUs, Unseen unseen, RevisionWriter revisions)
    {
        var watermarkUs = unseen.WatermarkUs;
        var check = new CertaintyCheck(this, unseen);
        revisions.JudgedUs = EvaluatedUs;

        // Most are asked only because somebody fell silent, or was heard again: their gaps' times stand.
        if (_knownUs > EvaluatedUs || DirtyFromUs != long.MaxValue || watermarkUs >= _searchDueUs)
            Reconcile(finalBeforeUs, check, revisions);
        Book.Recheck(finalBeforeUs, check, revisions);

        DueUs = Math.Min(_searchDueUs, Book.RecheckUs);
        if ((Book.HasOpen || OpensOnArrival) && _knownUs > watermarkUs)
            DueUs = Math.Min(DueUs, watermarkUs + 1);
        (EvaluatedUs, DirtyFromUs, IsDirty) = (watermarkUs, long.MaxValue, false);
        Ground?.NoteGaps();
    }

    /// <summary>
    /// The first gap that opens after the watermark, and by the horizon, if nothing more comes in; null when none does.
    /// </summary>
    public abstract GapTimes? Foresee(long watermarkUs, long horizonUs);

    /// <summary>Whether what keeps the rule until this moment is at it still.</summary>
    public virtual bool IsHeldAt(long idleFromUs, Func<DeviceTrack, bool> isAtWork) => false;

    /// <summary>The devices that leave a gap unverified, and when the clock alone may add another.</summary>
    public virtual (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap, Unseen unseen) =>
        (ImmutableArray<string>.Empty, long.MaxValue);

    /// <summary>How long before a gap's idleness a silence can bear on it.</summary>
    protected virtual long ReachBackUs => 0;

    /// <summary>Presences that ended before are not needed any more.</summary>
    public virtual long NeedsPresencesFromUs(long horizonUs) => horizonUs;

    /// <summary>Forgets what cannot change any more.</summary>
    public virtual void Forget(long beforeUs)
    {
        Base = (Base.LastEndUs, Math.Max(Base.ForgottenUs, beforeUs));
        Book.Forget(beforeUs);
    }

    protected void ForgetAttendance(long endUs) => Base = (Math.Max(Base.LastEndUs, endUs), Base.ForgottenUs);

    /// <summary>Closes what has become final by time alone.</summary>
    protected virtual void Settle(long watermarkUs, RevisionWriter revisions)
    {
    }

    /// <summary>Whether a change from this time on must be looked at although nothing is due.</summary>
    protected virtual bool Concerns(long fromUs) => fromUs < EvaluatedUs || Book.HasOpen || OpensOnArrival;

    /// <summary>Its gaps are opened by what comes in, not by what stays away.</summary>
    protected virtual bool OpensOnArrival => false;

    /// <summary>
    /// Finds the gaps from a safe point at or before <paramref name="fromUs"/> up to the watermark, by time.
    /// </summary>
    protected abstract Searched Search(long fromUs, long watermarkUs, List<GapTimes> found);

    private void Reconcile(long finalBeforeUs, CertaintyCheck check, RevisionWriter revisions)
    {
        Settle(check.WatermarkUs, revisions);
        _found.Clear();
        var searched = Search(Math.Min(DirtyFromUs, EvaluatedUs), check.WatermarkUs, _found);
        _searchDueUs = searched.DueUs;
        // What came in may have made a stay too short into one that is nearly long enough.
        var newFromUs = _knownUs > EvaluatedUs ? Math.Min(DirtyFromUs, EvaluatedUs) : DirtyFromUs;
        if (newFromUs != long.MaxValue)
            Book.Doubt(new TimeRange(newFromUs, long.MaxValue));
        Book.Reconcile(searched.IdleFromUs, searched.FromUs, finalBeforeUs, _found, check, revisions);
    }

    private void MarkDirty()
    {
        IsDirty = true;
        BecameDirty?.Invoke(this);
    }
}

/// <summary>What a search covered.</summary>
/// <param name="IdleFromUs">Gaps whose idleness began before were not looked for.</param>
/// <param name="FromUs">Gaps that ended by then were not looked for.</param>
/// <param name="DueUs">When a gap may open or close next if nothing comes in.</param>
internal readonly record struct Searched(long IdleFromUs, long FromUs, long DueUs);

/// <summary>A gap's times, before anyone asks how sure it is.</summary>
internal readonly record struct GapTimes(long IdleFromUs, long OpenUs, GapClose? Close);
