using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <content>Writing the engine down, and taking up again what was written.</content>
public sealed partial class GapEngine
{
    /// <summary>What to write down now; the next commit tells only what changes from here on.</summary>
    public EngineCommit TakeCommit()
    {
        var (removed, added) = _journal.Take();
        return new EngineCommit(removed, added, WatermarkUs, EngineState.Write(this));
    }

    /// <summary>Of an engine that is never written down: lets go of what a commit would tell.</summary>
    public void ForgetChanges() => _journal.Take();

    /// <summary>
    /// Takes up where a commit left off; plans must have been applied before. False when the state is in a form this
    /// version does not read: then all reports must be added again.
    /// </summary>
    /// <param name="presences">The ledger's presences that may matter still (<see cref="NeedsFromUs"/>).</param>
    /// <param name="gaps">The last revisions of the gaps that may still change.</param>
    public bool TryRestore(ReadOnlyMemory<byte> state, IEnumerable<Presence> presences, IEnumerable<GapRevision> gaps)
    {
        if (!EngineState.TryRead(this, state))
            return false;
        foreach (var presence in presences)
            RestorePresence(presence, isWritten: true);
        TouchWhatIsAhead();
        _absences.NoteAll();
        // Plans that came after the commit: the legs in it know nothing of them.
        for (var era = _plans.Count - 1; era >= 0 && _plans[era].InForce.StartUs >= WatermarkUs; era--)
            LayAgainFrom(_plans[era].InForce.StartUs);
        AskForPasses();
        RestoreGaps(gaps);
        return true;
    }

    /// <summary>Takes up the gaps that were told of before.</summary>
    public void RestoreGaps(IEnumerable<GapRevision> gaps)
    {
        gaps = gaps.ToList();
        foreach (var gap in gaps.Select(revision => revision.Gap).Where(gap => gap.Kind == GapKind.Breach))
            _transition.FenceAt(gap.RuleId, gap.IdleFromUs)?.Of(DeviceOf(gap.SubjectId));
        var monitors = _transition.Monitors.ToLookup(m => (m.Book.Kind, m.Book.SubjectId, m.Book.RuleId));
        foreach (var revision in gaps)
        {
            var gap = revision.Gap;
            monitors[(gap.Kind, gap.SubjectId, gap.RuleId)]
                .FirstOrDefault(monitor => monitor.InForce.Contains(gap.IdleFromUs))?.Book.Restore(revision);
        }
    }

    /// <summary>How far back presences and gaps matter to an engine whose clock stands here.</summary>
    public long NeedsFromUs(long watermarkUs) => watermarkUs - _latenessUs - (2 * MarginUs) - ForgetEveryUs;

    /// <summary>Newest fix of each device that has reported, used or not.</summary>
    public IEnumerable<(string DeviceId, Fix Last)> Tails => _devices.Values
        .Where(device => device.LastHeard is not null)
        .Select(device => (device.Id, device.LastHeard!.Value));

    /// <summary>Presences that may still grow, and so are in no commit yet.</summary>
    public IEnumerable<Presence> UnderWay => _devices.Values
        .SelectMany(device => device.Inside)
        .Where(presence => !presence.IsRemoved)
        .Select(presence => presence.ToPresence());

    public long? LastFixUs(string deviceId) => _devices.GetValueOrDefault(deviceId)?.LastHeard?.TimeUs;

    internal void RestorePresence(Presence presence, bool isWritten)
    {
        if (_transition.TimelineAt(presence.PlaceId, presence.StartUs) is not { } timeline)
        {
            // A plan that came after the commit has done away with the place, from before the device came there.
            if (isWritten)
                _journal.NoteOrphan(presence);
            return;
        }

        var device = DeviceOf(presence.DeviceId);
        device.Kind = presence.Kind;
        var stay = new LegPresence(
            timeline, presence.StartUs, presence.EndUs, presence.EarliestUs, presence.LatestUs);
        var tracked = new TrackedPresence(device, stay) { Written = isWritten ? presence : null };
        device.Presences.Add(tracked);
        timeline.Add(tracked);
        if (isWritten)
            return;
        device.Inside.Add(tracked);
        _journal.Note(tracked);
    }

    /// <summary>
    /// What devices told ahead of the clock is in no new rule's memory: each must look when the clock gets there.
    /// </summary>
    private void TouchWhatIsAhead()
    {
        foreach (var device in _devices.Values)
        {
            if (device.LastHeard is not { } last || last.TimeUs <= WatermarkUs)
                continue;
            foreach (var monitor in device.Monitors)
                monitor.Touch(WatermarkUs, last.TimeUs);
            foreach (var fence in device.Fences)
                fence.Touch(WatermarkUs, last.TimeUs);
            foreach (var presence in device.Presences.All.Where(presence => presence.LatestUs > WatermarkUs))
                presence.Timeline.Touch(device, WatermarkUs, presence.LatestUs);
        }
    }

    /// <summary>
    /// What was near places whose cells somebody looks at is not written down: the reports are, and it follows from
    /// them.
    /// </summary>
    private void AskForPasses()
    {
        if (_transition.CoverIntervalUs is not { } intervalUs)
            return;
        var fromUs = NeedsFromUs(WatermarkUs) - intervalUs;
        foreach (var track in _devices.Values)
        {
            if (track.Last is { } last && last.TimeUs > fromUs)
                _unpassed.Add(track, fromUs);
        }
    }

    internal void RestoreWatermark(long us) => WatermarkUs = us;
}
