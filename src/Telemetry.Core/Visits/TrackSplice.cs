using System.Runtime.InteropServices;
using Telemetry.Core.Cover;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// Puts late reports into a track: what was decided, and laid, is decided and laid again as far as they reach, and only
/// what reads otherwise after that is told.
/// </summary>
internal sealed class TrackSplice(PlanHistory plans, PresenceJournal journal, CoverTracer cover)
{
    private readonly Stretch _stretch = new(plans);
    private readonly StretchLayer _layer = new(plans, journal, cover);
    private readonly List<UsedFix> _before = [];

    /// <summary>Told of what reads otherwise now, and from when to when.</summary>
    public event Action<DeviceTrack, TrackFact, TimeRange>? Changed;

    /// <summary>Puts one report among the recent ones. One that is there already changes nothing.</summary>
    /// <returns>False when those do not tell enough: a stretch must be read from the store. Nothing is done
    /// then.</returns>
    public bool TryInsert(DeviceTrack device, in Fix fix)
    {
        var recent = device.Recent;
        if (recent.Count == 0 || fix.TimeUs < recent.FirstUs)
            return false;
        var at = recent.Find(fix.TimeUs);
        if (!recent.IsThere(at))
            return false;
        if (recent[at].TimeUs == fix.TimeUs)
            return true;
        if (!TryBegin(device, at, out var steps))
            return false;
        var span = ReadFrom(device, Back(recent, recent.Insert(at, fix), steps), fix.TimeUs);
        TellReports(device, span);
        if (!IsSameWay(_before, _stretch.Used))
            Tell(device, TrackFact.Silence, _layer.LayInstead(device, span, _stretch, _before));
        else if (span.EndUs == long.MaxValue)
            device.Usage.GoOnFrom(_stretch.Usage);
        return true;
    }

    /// <summary>Lays what comes after a moment again: another plan is in force since then.</summary>
    /// <returns>False when the recent reports do not tell enough. Nothing is done then.</returns>
    public bool TryLayAgain(DeviceTrack device, long us)
    {
        var recent = device.Recent;
        var at = recent.Find(us);
        if (!recent.IsThere(at) || !TryBegin(device, at, out var steps))
            return false;
        var span = ReadFrom(device, Back(recent, at, steps), long.MaxValue);
        TellReports(device, span);
        Tell(device, TrackFact.Silence, _layer.Lay(device, span, _stretch));
        return true;
    }

    /// <summary>Replaces a stretch of the track by its reports as they are now known.</summary>
    /// <param name="span">From a waypoint, or the track's beginning, to a waypoint or the newest report.</param>
    /// <param name="fixes">All reports of the stretch, by time.</param>
    /// <returns>False when what changed reaches beyond the stretch: it must be longer. Nothing is done then.</returns>
    public bool TryReplace(DeviceTrack device, TrackSpan span, List<Fix> fixes)
    {
        if (fixes.Count == 0 || device.LastHeard is not { } lastHeard)
            return true;
        var isHead = ReadAll(device, span, fixes);
        var isTail = span.ToUs >= lastHeard.TimeUs;
        if (!isTail && !(_stretch.IsSettled && _stretch.IsBatteryLow == device.LowBattery.IsOnAt(span.ToUs)))
            return false;

        if (device.Recent.Count > 0 ? span.ToUs >= device.Recent.FirstUs : isTail)
            device.Recent.Replace(fixes, isHead ? _stretch.Verdicts : [FixVerdict.Used, .. _stretch.Verdicts]);
        if (isHead && device.FirstHeard != fixes[0])
        {
            device.FirstHeard = fixes[0];
            Tell(device, TrackFact.Heard, new TimeRange(long.MinValue, fixes[0].TimeUs));
        }

        var range = new TimeRange(isHead ? long.MinValue : span.FromUs, isTail ? long.MaxValue : span.ToUs);
        TellReports(device, range);
        Tell(device, TrackFact.Silence, _layer.Lay(device, range, _stretch));
        return true;
    }

    /// <summary>Lays what a stretch saw of places whose cells somebody looks at, and nothing else.</summary>
    /// <param name="fixes">All reports of the stretch, by time.</param>
    public void LayCover(DeviceTrack device, TrackSpan span, List<Fix> fixes)
    {
        if (fixes.Count == 0)
            return;
        ReadAll(device, span, fixes);
        _layer.LayCover(device, new TimeRange(span.FromUs, span.ToUs), _stretch);
    }

    /// <summary>True when the stretch is the beginning of the track.</summary>
    private bool ReadAll(DeviceTrack device, TrackSpan span, List<Fix> fixes)
    {
        var isHead = device.Waypoints.BinarySearch(span.FromUs) < 0;
        if (isHead)
            _stretch.Begin();
        else
            _stretch.Begin(fixes[0], device.LowBattery.IsOnAt(fixes[0].TimeUs));
        for (var i = isHead ? 0 : 1; i < fixes.Count; i++)
            _stretch.Add(fixes[i]);
        return isHead;
    }

    /// <summary>
    /// Begins at the last fix before that was used while none waited, or at the track's beginning; says how far back
    /// that is. False when neither is among the recent.
    /// </summary>
    private bool TryBegin(DeviceTrack device, RecentFixes.Spot at, out int steps)
    {
        _before.Clear();
        var recent = device.Recent;
        for (steps = 0; recent.TryPrevious(ref at); steps++)
        {
            if (recent.Verdict(at) != FixVerdict.Used)
                continue;
            _stretch.Begin(recent[at], device.LowBattery.IsOnAt(recent[at].TimeUs));
            _before.Add(_stretch.Used[0]);
            return true;
        }

        _stretch.Begin();
        return device.FirstHeard is { } first && recent.FirstUs == first.TimeUs;
    }

    private static RecentFixes.Spot Back(RecentFixes recent, RecentFixes.Spot at, int steps)
    {
        for (; steps > 0; steps--)
            recent.TryPrevious(ref at);
        return at;
    }

    /// <summary>
    /// Decides anew up to the first fix after the change where nothing is otherwise any more; returns the span between
    /// where it began and that, without end where the track has none.
    /// </summary>
    private TimeRange ReadFrom(DeviceTrack device, RecentFixes.Spot first, long changedUs)
    {
        var recent = device.Recent;
        var fromUs = _before.Count > 0 ? _before[0].Fix.TimeUs : long.MinValue;
        var untilUs = long.MaxValue;
        for (var at = first; untilUs == long.MaxValue && recent.IsThere(at); at = recent.Next(at))
        {
            ref readonly var fix = ref recent[at];
            var before = recent.Verdict(at);
            if (before.IsUsed())
                _before.Add(new UsedFix(fix, before == FixVerdict.Confirmed));
            var now = _stretch.Add(fix);
            if (now == FixVerdict.Used && before == FixVerdict.Used && fix.TimeUs > changedUs
                && _stretch.IsBatteryLow == device.LowBattery.IsOnAt(fix.TimeUs))
                untilUs = fix.TimeUs;
        }

        foreach (var verdict in _stretch.Verdicts)
        {
            recent.Verdict(first) = verdict;
            first = recent.Next(first);
        }

        return new TimeRange(fromUs, untilUs);
    }

    private static bool IsSameWay(List<UsedFix> before, List<UsedFix> now)
    {
        if (before.Count != now.Count)
            return false;
        for (var i = 0; i < before.Count; i++)
        {
            if (before[i].Fix.TimeUs != now[i].Fix.TimeUs || before[i].IsConfirmed != now[i].IsConfirmed)
                return false;
        }

        return true;
    }

    /// <summary>What reports tell, used or not.</summary>
    private void TellReports(DeviceTrack device, TimeRange span)
    {
        var lastUs = device.LastHeard!.Value.TimeUs;
        TellUntil(TrackFact.Heard, Silences.Replace(device.HeardPauses, span.StartUs, span.EndUs, _stretch.Pauses));
        TellUntil(TrackFact.LowBattery, device.LowBattery.Replace(
            span.StartUs, span.EndUs, CollectionsMarshal.AsSpan(_stretch.BatteryTurns)));
        TellUntil(TrackFact.Degraded, device.Degraded.Replace(
            span.StartUs, span.EndUs, _stretch.Usage.Degraded.Turns));

        // They tell nothing of the time after the last one.
        void TellUntil(TrackFact fact, TimeRange? change)
        {
            if (change is { } range)
                Tell(device, fact, range with { EndUs = Math.Min(range.EndUs, lastUs) });
        }
    }

    private void Tell(DeviceTrack device, TrackFact fact, TimeRange? change)
    {
        if (change is { } range)
            Changed?.Invoke(device, fact, range);
    }
}
