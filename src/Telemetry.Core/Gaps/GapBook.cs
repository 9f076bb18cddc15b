using System.Collections.Immutable;
using Telemetry.Core.Gaps.Monitors;

namespace Telemetry.Core.Gaps;

/// <summary>
/// The provisional gaps of one rule at one place or device. Compares what is found with what was told, and tells the
/// difference as revisions. What is final is never touched.
/// </summary>
internal sealed class GapBook(string exerciseId, GapKind kind, string subjectId, string ruleId, int planVersion)
{
    private readonly List<GapEntry> _entries = [];

    public GapKind Kind => kind;

    public string SubjectId => subjectId;

    public string RuleId => ruleId;

    /// <summary>The version that brought the rule in its present form.</summary>
    public int PlanVersion => planVersion;

    public IReadOnlyList<GapEntry> Entries => _entries;

    public bool HasOpen { get; private set; }

    /// <summary>End of the last gap told; <see cref="long.MinValue"/> when there is none.</summary>
    public long LastEndUs { get; private set; } = long.MinValue;

    /// <summary>When a gap's certainty must be looked at again although nothing comes in.</summary>
    public long RecheckUs { get; private set; } = long.MaxValue;

    /// <summary>Takes up a gap as the ledger has it.</summary>
    public void Restore(GapRevision last)
    {
        _entries.Add(new GapEntry
        {
            Gap = last.Gap,
            Revision = last.Revision,
            IsRetracted = last.IsRetracted,
            IsDoubtful = true,
        });
        Summarize();
    }

    /// <summary>
    /// Makes the entries whose idleness begins at or after <paramref name="idleFromUs"/> the found ones.
    /// </summary>
    /// <param name="searchedFromUs">Gaps that ended by then were not looked for, and stay.</param>
    /// <param name="finalBeforeUs">Gaps that ended before cannot change any more.</param>
    public void Reconcile(
        long idleFromUs, long searchedFromUs, long finalBeforeUs, List<GapTimes> found, CertaintyCheck check,
        RevisionWriter revisions)
    {
        foreach (var times in found)
        {
            if (times.IdleFromUs < idleFromUs || EndOf(times) <= finalBeforeUs)
                continue;
            Take(times, check, revisions).IsFound = true;
        }

        foreach (var entry in _entries)
        {
            var isFound = entry.IsFound;
            entry.IsFound = false;
            if (isFound || entry.IsRetracted || entry.Gap.IdleFromUs < idleFromUs)
                continue;
            if (entry.EndUs <= finalBeforeUs || entry.EndUs <= searchedFromUs)
                continue;
            entry.IsRetracted = true;
            revisions.Add(entry, entry.Gap.OpenUs);
        }

        Summarize();
    }

    /// <summary>Looks again at the certainty of the gaps that ask for it.</summary>
    public void Recheck(long finalBeforeUs, CertaintyCheck check, RevisionWriter revisions)
    {
        foreach (var entry in _entries)
        {
            if (entry.IsRetracted || (!entry.IsDoubtful && entry.RecheckUs > check.WatermarkUs)
                || entry.EndUs <= finalBeforeUs)
                continue;
            var before = entry.Gap;
            Judge(entry, check);
            if (!entry.Gap.Equals(before))
                revisions.AddCertainty(entry);
        }

        Summarize();
    }

    /// <summary>Marks the gaps that a changed silence bears on; true when there is one.</summary>
    public bool Doubt(TimeRange silence)
    {
        var any = false;
        foreach (var entry in _entries)
        {
            if (entry.IsRetracted || entry.Gap.IdleFromUs > silence.EndUs || entry.EndUs < silence.StartUs)
                continue;
            entry.IsDoubtful = any = true;
        }

        return any;
    }

    /// <summary>Forgets what is final.</summary>
    public void Forget(long beforeUs) => _entries.RemoveAll(entry => entry.EndUs < beforeUs);

    private GapEntry Take(GapTimes times, CertaintyCheck check, RevisionWriter revisions)
    {
        var entry = _entries.Find(known => known.Gap.IdleFromUs == times.IdleFromUs);
        if (entry is null)
        {
            entry = new GapEntry { Gap = NewGap(times) };
            _entries.Add(entry);
            Judge(entry, check);
            revisions.Add(entry, times.OpenUs);
            return entry;
        }

        var before = entry.Gap;
        var wasRetracted = entry.IsRetracted;
        entry.Gap = before with { OpenUs = times.OpenUs, Close = times.Close };
        entry.IsRetracted = false;
        if (wasRetracted || entry.IsDoubtful || !entry.Gap.Equals(before) || entry.RecheckUs <= check.WatermarkUs)
            Judge(entry, check);
        if (wasRetracted || before.OpenUs != times.OpenUs)
            revisions.Add(entry, Math.Min(before.OpenUs, times.OpenUs));
        else if (before.Close != times.Close)
            revisions.Add(entry, Math.Min(before.EndUs, entry.EndUs));
        else if (!entry.Gap.Equals(before))
            revisions.AddCertainty(entry);
        return entry;
    }

    /// <summary>Closes what late reports can change no more.</summary>
    public void Settle(long latenessUs, long watermarkUs, RevisionWriter revisions)
    {
        foreach (var entry in _entries)
        {
            if (entry.IsRetracted || entry.Gap.Close is not null
                || SettledBy(entry.Gap.OpenUs, latenessUs, watermarkUs) is not { } close)
                continue;
            entry.Gap = entry.Gap with { Close = close };
            revisions.Add(entry, close.TimeUs);
        }
    }

    /// <summary>How a gap that opened at a period's end is closed by now, if it is.</summary>
    public static GapClose? SettledBy(long openUs, long latenessUs, long watermarkUs) =>
        openUs + latenessUs <= watermarkUs ? new GapClose(openUs + latenessUs, CloseReason.Settled) : null;

    /// <summary>When the next one settles.</summary>
    public long NextSettlingUs(long latenessUs)
    {
        var nextUs = long.MaxValue;
        foreach (var entry in _entries)
        {
            if (!entry.IsRetracted && entry.Gap.Close is null)
                nextUs = Math.Min(nextUs, entry.Gap.OpenUs + latenessUs);
        }

        return nextUs;
    }

    private static long EndOf(GapTimes times) => times.Close switch
    {
        null => long.MaxValue,
        { Reason: CloseReason.Settled } => times.OpenUs,
        { TimeUs: var us } => us,
    };

    private Gap NewGap(GapTimes times) => new(
        GapId.Of(exerciseId, kind, subjectId, ruleId, times.IdleFromUs),
        kind,
        subjectId,
        ruleId,
        planVersion,
        times.IdleFromUs,
        times.OpenUs,
        times.Close,
        ImmutableArray<string>.Empty);

    private static void Judge(GapEntry entry, CertaintyCheck check)
    {
        var (suspects, recheckUs) = check.Judge(entry.Gap);
        entry.IsDoubtful = false;
        entry.RecheckUs = recheckUs;
        if (!entry.Gap.UnverifiedBy.SequenceEqual(suspects))
            entry.Gap = entry.Gap with { UnverifiedBy = suspects };
    }

    private void Summarize()
    {
        (HasOpen, LastEndUs, RecheckUs) = (false, long.MinValue, long.MaxValue);
        foreach (var entry in _entries)
        {
            if (entry.IsRetracted)
                continue;
            HasOpen |= entry.EndUs == long.MaxValue;
            LastEndUs = Math.Max(LastEndUs, entry.EndUs);
            RecheckUs = Math.Min(RecheckUs, entry.RecheckUs);
        }
    }
}
