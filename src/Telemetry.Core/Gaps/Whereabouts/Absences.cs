using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Whom to ask whether they could have been at a place: not all devices, but those whose silences reach it. And the
/// other way round: to which places it may matter when something changes in what is known of a device.
/// </summary>
/// <param name="doubt">Told where, and of which time.</param>
internal sealed class Absences(PlanHistory plans, Action<Box, TimeRange> doubt)
{
    private readonly Dictionary<DeviceTrack, Absence> _all = [];
    private readonly List<(Absence Absence, TimeRange Span)> _changes = [];
    private readonly BoxHash<Absence> _closed = new();
    private readonly BoxHash<Absence> _tails = new();
    private readonly BoxHash<Absence> _beginnings = new();
    private readonly HashSet<Absence> _unheard = [];
    private readonly List<Absence> _found = [];
    private long _questions;

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
            Change(absence, span, watermarkUs);
        _changes.Clear();
        foreach (var absence in _all.Values)
        {
            if (absence.Device.Last is not { } last)
                continue;
            if (last.Kind != absence.Kind)
                Change(absence, TimeRange.Always, watermarkUs);
            if (last.TimeUs >= watermarkUs)
                continue;
            var isSilentNow = !absence.IsSilent && plans.IsQuiet(last, watermarkUs);
            absence.IsSilent |= isSilentNow;
            if (Follow(absence, last, watermarkUs) || isSilentNow)
                DoubtTail(absence);
        }
    }

    /// <summary>
    /// Replaces the list by all who could have been in a box within a span, or seen ground there; some turn out not to.
    /// </summary>
    public void Find(in Box box, TimeRange span, long watermarkUs, List<DeviceTrack> found)
    {
        found.Clear();
        _questions++;
        LookBackTo(span.StartUs);
        _found.Clear();
        _closed.Find(box, span.StartUs, _found);
        _beginnings.Find(box, span.StartUs, _found);
        foreach (var absence in _found)
            Take(absence, found);
        _found.Clear();
        _tails.Find(box, long.MinValue, _found);
        foreach (var absence in _found)
        {
            if (absence.Device.Last is { } last && last.TimeUs < Math.Min(span.EndUs, watermarkUs))
                Take(absence, found);
        }

        foreach (var absence in _unheard)
            Take(absence, found);
    }

    /// <summary>Lets go of silences that ended before.</summary>
    public void Forget(long beforeUs)
    {
        foreach (var absence in _all.Values)
            absence.Closed.RemoveAll(closed => closed.Silence.To.TimeUs < beforeUs && TakeOut(absence, closed));
    }

    private void Take(Absence absence, List<DeviceTrack> found)
    {
        if (absence.FoundIn == _questions)
            return;
        absence.FoundIn = _questions;
        found.Add(absence.Device);
    }

    private void Change(Absence absence, TimeRange span, long watermarkUs)
    {
        if (absence.IsSilent)
            DoubtTail(absence);
        absence.IsSilent = false;
        absence.Kind = absence.Device.Last?.Kind ?? absence.Kind;
        absence.SightM = Sight.FarthestM(plans, absence.Device);
        // The old ones are the first change's to doubt, whatever it is about: the next no longer knows them.
        absence.Closed.RemoveAll(closed =>
            Meets(closed.Silence, span) && Doubt(absence, closed.Silence, watermarkUs) && TakeOut(absence, closed));
        foreach (var silence in absence.Device.Silences)
        {
            if (!Meets(silence, span))
                continue;
            Doubt(absence, silence, watermarkUs);
            var box = Reach.Between(silence.From, silence.To, TopSpeedMps(silence.From), absence.SightM);
            absence.Closed.Add((box, silence));
            _closed.Add(box, silence.To.TimeUs, absence);
        }

        if (span.StartUs == long.MinValue)
            Begin(absence, span);
    }

    /// <summary>Before its first fix a device may have been anywhere, if there was time enough.</summary>
    private void Begin(Absence absence, TimeRange span)
    {
        doubt(Reach.Everywhere, span);
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
        absence.TailFromUs = last.TimeUs;
        var settings = plans.SettingsAfter(last);
        var goneUs = watermarkUs - last.TimeUs;
        var reachedM = absence.SightM + Reach.Meters(goneUs, settings.TopSpeedMps);
        if (absence.Tail is { } tail && Contains(tail, Reach.Around(last.Position, reachedM)))
            return false;
        if (absence.Tail is { } old)
            _tails.Remove(old, long.MaxValue, absence);
        var untilUs = Math.Max(2 * goneUs, TimeUs.Of(settings.SilenceAfter));
        var box = Reach.Around(last.Position, absence.SightM + Reach.Meters(untilUs, settings.TopSpeedMps));
        absence.Tail = box;
        _tails.Add(box, long.MaxValue, absence);
        return absence.IsSilent;
    }

    private void DoubtTail(Absence absence) =>
        doubt(absence.Tail!.Value, new TimeRange(absence.TailFromUs, long.MaxValue));

    /// <summary>
    /// Whoever asked while it was not known how the silence ends was told of all that could be reached.
    /// </summary>
    private bool Doubt(Absence absence, in Silence silence, long watermarkUs)
    {
        var untilUs = Math.Max(silence.To.TimeUs, watermarkUs);
        var meters = absence.SightM + Reach.Meters(untilUs - silence.From.TimeUs, TopSpeedMps(silence.From));
        doubt(Reach.Around(silence.From.Position, meters), new TimeRange(silence.From.TimeUs, untilUs));
        return true;
    }

    private bool TakeOut(Absence absence, (Box Box, Silence Silence) closed)
    {
        _closed.Remove(closed.Box, closed.Silence.To.TimeUs, absence);
        return true;
    }

    private double TopSpeedMps(in Fix fix) => plans.SettingsAfter(fix).TopSpeedMps;

    private static bool Meets(in Silence silence, TimeRange span) =>
        silence.From.TimeUs <= span.EndUs && silence.To.TimeUs >= span.StartUs;

    private static bool Contains(in Box outer, in Box inner) =>
        outer.MinX <= inner.MinX && outer.MinY <= inner.MinY && outer.MaxX >= inner.MaxX && outer.MaxY >= inner.MaxY;
}
