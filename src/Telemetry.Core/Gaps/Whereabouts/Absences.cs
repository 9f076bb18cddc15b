using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Whom to ask whether they could have been at a place, and of when: not all devices, and not all their silences, but
/// the silences that reach it. And the other way round: to which places it may matter when something changes in what
/// is known of a device.
/// </summary>
/// <param name="doubt">Told where, and of which time.</param>
internal sealed class Absences(PlanHistory plans, Action<Doubt> doubt)
{
    private readonly Dictionary<DeviceTrack, Absence> _all = [];
    private readonly List<(Absence Absence, TimeRange Span)> _changes = [];
    private readonly BoxHash<ClosedSilence> _closed = new();
    private readonly BoxHash<Absence> _silent = new();
    private readonly BoxHash<Absence> _due = new();
    private readonly BoxHash<Absence> _beginnings = new();
    private readonly HashSet<Absence> _unheard = [];
    private readonly List<ClosedSilence> _foundClosed = [];
    private readonly List<Absence> _found = [];
    private long _watermarkUs = long.MinValue;

    // Nobody who is only due was heard before. Most questions are about a time before that, and ask the silent alone.
    private long _dueFromUs = long.MaxValue;

    // No question went further back: how far a device may have come before its first fix depends on it.
    private long _askedFromUs = long.MaxValue;

    public void Add(DeviceTrack device)
    {
        var absence = new Absence(device);
        _all.Add(device, absence);
        _unheard.Add(absence);
    }

    /// <summary>What is known of where a device was in this span has changed.</summary>
    public void Note(DeviceTrack device, TimeRange span) => _changes.Add((_all[device], span));

    /// <summary>A plan came, or a state was read: everything may read otherwise.</summary>
    public void NoteAll()
    {
        foreach (var absence in _all.Values)
            _changes.Add((absence, TimeRange.Always));
    }

    /// <summary>Takes in what was noted, and what the clock has changed.</summary>
    public void Advance(long watermarkUs)
    {
        foreach (var (absence, span) in _changes)
            Change(absence, span);
        _changes.Clear();
        _dueFromUs = long.MaxValue;
        foreach (var absence in _all.Values)
        {
            if (absence.Device.Last is not { } last)
                continue;
            if (last.Kind != absence.Kind)
                Change(absence, TimeRange.Always);
            if (last.TimeUs >= watermarkUs)
                continue;
            var isSilentNow = !absence.IsSilent && plans.IsQuiet(last, watermarkUs);
            absence.IsSilent |= isSilentNow;
            var before = absence.Tail;
            if (Follow(absence, last, watermarkUs) || isSilentNow)
                DoubtTail(absence, isSilentNow ? null : before);
            if (!absence.IsTailSilent)
                _dueFromUs = Math.Min(_dueFromUs, last.TimeUs);
        }

        _watermarkUs = watermarkUs;
    }

    /// <summary>
    /// Replaces the list by who could have been in a box within a span, or seen ground there, and when; some turn out
    /// not to.
    /// </summary>
    /// <param name="pendingUntilUs">Until then a device whose next fix is only just due is asked too.</param>
    public void Find(in Box box, TimeRange span, long watermarkUs, long pendingUntilUs, List<Unwatched> found)
    {
        found.Clear();
        LookBackTo(span.StartUs);
        _foundClosed.Clear();
        _closed.Find(box, span.StartUs, _foundClosed);
        foreach (var closed in _foundClosed)
        {
            if (closed.Silence.From.TimeUs < span.EndUs)
                found.Add(new Unwatched(closed.Device, UnwatchedPart.Between, closed));
        }

        _found.Clear();
        _beginnings.Find(box, span.StartUs, _found);
        foreach (var absence in _found)
            found.Add(new Unwatched(absence.Device, UnwatchedPart.BeforeFirst, null));
        _found.Clear();
        _silent.Find(box, long.MinValue, _found);
        if (pendingUntilUs > _dueFromUs)
            _due.Find(box, long.MinValue, _found);
        foreach (var absence in _found)
        {
            if (absence.Device.Last is { } last && last.TimeUs < Math.Min(span.EndUs, watermarkUs))
                found.Add(new Unwatched(absence.Device, UnwatchedPart.SinceLast, null));
        }

        foreach (var absence in _unheard)
            found.Add(new Unwatched(absence.Device, UnwatchedPart.Always, null));
    }

    /// <summary>Lets go of silences that ended before.</summary>
    public void Forget(long beforeUs)
    {
        foreach (var absence in _all.Values)
            absence.Closed.RemoveAll(closed => closed.Silence.To.TimeUs < beforeUs && TakeOut(closed));
    }

    private void Change(Absence absence, TimeRange span)
    {
        if (absence.IsTailSilent)
            TakeBackTail(absence);
        absence.IsSilent = false;
        absence.Kind = absence.Device.Last?.Kind ?? absence.Kind;
        absence.SightM = Sight.FarthestM(plans, absence.Device);
        // The old ones are the first change's to doubt, whatever it is about: the next no longer knows them.
        absence.Closed.RemoveAll(closed => Meets(closed.Silence, span) && DoubtClosed(closed) && TakeOut(closed));
        foreach (var silence in absence.Device.Silences)
        {
            if (!Meets(silence, span))
                continue;
            var topSpeedMps = TopSpeedMps(silence.From);
            var closed = new ClosedSilence(
                absence.Device,
                silence,
                Reach.Between(silence.From, silence.To, topSpeedMps, 0),
                Reach.Between(silence.From, silence.To, topSpeedMps, absence.SightM));
            DoubtClosed(closed);
            absence.Closed.Add(closed);
            _closed.Add(closed.Sight, silence.To.TimeUs, closed);
        }

        if (span.StartUs == long.MinValue)
            Begin(absence, span);
    }

    /// <summary>Before its first fix a device may have been anywhere, if there was time enough.</summary>
    private void Begin(Absence absence, TimeRange span)
    {
        doubt(new Doubt(Reach.Everywhere, span));
        PutBeginning(absence);
        if (absence.Device.First is null)
            _unheard.Add(absence);
        else
            _unheard.Remove(absence);
    }

    private void PutBeginning(Absence absence)
    {
        if (absence.Beginning is { } before)
            _beginnings.Remove(before.Box, before.FirstUs, absence);
        absence.Beginning = null;
        if (absence.Device.First is not { } first || first.TimeUs <= _askedFromUs)
            return;
        var box = Reach.Around(
            first.Position, absence.SightM + Reach.Meters(first.TimeUs - _askedFromUs, TopSpeedMps(first)));
        absence.Beginning = (box, first.TimeUs);
        _beginnings.Add(box, first.TimeUs, absence);
    }

    private void LookBackTo(long us)
    {
        if (us >= _askedFromUs)
            return;
        _askedFromUs = us;
        foreach (var absence in _all.Values)
            PutBeginning(absence);
    }

    /// <summary>Keeps the box around the newest fix ahead of the clock; true when it is another one now.</summary>
    private bool Follow(Absence absence, in Fix last, long watermarkUs)
    {
        absence.TailFix = last;
        var settings = plans.SettingsAfter(last);
        var goneUs = watermarkUs - last.TimeUs;
        var reachedM = absence.SightM + Reach.Meters(goneUs, settings.TopSpeedMps);
        // Off duty nobody is due.
        var isSilent = absence.IsSilent || last.IsOffDuty;
        if (absence.Tail is { } tail)
        {
            if (tail.Contains(Reach.Around(last.Position, reachedM)))
            {
                if (isSilent != absence.IsTailSilent)
                    MoveTail(absence, tail, isSilent);
                return false;
            }

            TailsOf(absence).Remove(tail, long.MaxValue, absence);
        }

        // All that lies in the box of a silent one is asked, most of it before it matters: so a little ahead only.
        var untilUs = isSilent ? goneUs + (goneUs / 4) : Math.Max(2 * goneUs, TimeUs.Of(settings.SilenceAfter));
        var box = Reach.Around(last.Position, absence.SightM + Reach.Meters(untilUs, settings.TopSpeedMps));
        (absence.Tail, absence.IsTailSilent) = (box, isSilent);
        TailsOf(absence).Add(box, long.MaxValue, absence);
        return absence.IsSilent;
    }

    private void MoveTail(Absence absence, in Box box, bool isSilent)
    {
        TailsOf(absence).Remove(box, long.MaxValue, absence);
        absence.IsTailSilent = isSilent;
        TailsOf(absence).Add(box, long.MaxValue, absence);
    }

    private BoxHash<Absence> TailsOf(Absence absence) => absence.IsTailSilent ? _silent : _due;

    /// <summary>Where the silent one may get, but not where that has been told before.</summary>
    private void DoubtTail(Absence absence, Box? told) =>
        doubt(new Doubt(absence.Tail!.Value, new TimeRange(absence.TailFix.TimeUs, long.MaxValue)) { Told = told });

    /// <summary>
    /// Whoever asked while it was not known how the silence ends was told of all that could be reached by then.
    /// </summary>
    private void TakeBackTail(Absence absence)
    {
        var last = absence.TailFix;
        var reachedM = absence.SightM + Reach.Meters(_watermarkUs - last.TimeUs, TopSpeedMps(last));
        doubt(new Doubt(Reach.Around(last.Position, reachedM), new TimeRange(last.TimeUs, long.MaxValue)));
    }

    private bool DoubtClosed(ClosedSilence closed)
    {
        var silence = closed.Silence;
        doubt(new Doubt(closed.Sight, new TimeRange(silence.From.TimeUs, silence.To.TimeUs)));
        return true;
    }

    private bool TakeOut(ClosedSilence closed)
    {
        _closed.Remove(closed.Sight, closed.Silence.To.TimeUs, closed);
        return true;
    }

    private double TopSpeedMps(in Fix fix) => plans.SettingsAfter(fix).TopSpeedMps;

    private static bool Meets(in Silence silence, TimeRange span) =>
        silence.From.TimeUs <= span.EndUs && silence.To.TimeUs >= span.StartUs;
}
