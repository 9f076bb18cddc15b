using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <content>What is known now, without writing it down.</content>
public sealed partial class GapEngine
{
    /// <summary>
    /// How presences differ from those of the last commit: what it holds and is not so any more, and what it does not
    /// hold, those under way among them.
    /// </summary>
    public (IReadOnlyList<Presence> Removed, IReadOnlyList<Presence> Added) PeekPresences() => _journal.Peek();

    /// <summary>The rules in force, and since when they are as they are now.</summary>
    public IEnumerable<(GapKind Kind, string SubjectId, long SinceUs)> RulesInForce =>
        from monitor in _transition.Monitors
        where monitor.InForce.EndUs == long.MaxValue
        select (monitor.Book.Kind, monitor.Book.SubjectId, monitor.InForce.StartUs);

    /// <summary>
    /// What came near a place in a closed span, and, if asked, who could have unseen. Null when no rule in force looks
    /// at the place's cells, or when what is remembered does not reach back so far.
    /// </summary>
    public NearLegs? LookNear(string placeId, TimeRange span, UnseenSearch? unseen)
    {
        var monitor = _transition.TimelineAt(placeId, long.MaxValue)?.Monitors.OfType<CoverMonitor>()
            .FirstOrDefault(monitor => monitor.InForce.EndUs == long.MaxValue);
        if (monitor is null || span.StartUs < Math.Max(monitor.InForce.StartUs, RemembersFromUs))
            return null;
        if (unseen is not null)
            FindUnseen(unseen);
        return new NearLegs(monitor.Watch, monitor.Watch.Log.Copy(span.StartUs, span.EndUs));
    }

    private void FindUnseen(UnseenSearch unseen)
    {
        foreach (var device in _devices.Values)
        {
            foreach (var silence in device.Silences)
                unseen.Add(device.Id, silence.From, silence.To, _plans.SettingsAfter(silence.From));
            if (device.Last is { } last)
                unseen.AddLast(device.Id, last, _plans.SettingsAfter(last));
        }
    }

    private long RemembersFromUs =>
        WatermarkUs < long.MinValue + _latenessUs + MarginUs ? long.MinValue : WatermarkUs - _latenessUs - MarginUs;
}
