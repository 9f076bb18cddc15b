using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>
/// Knows where devices could have been while nobody saw them. From fix A to fix B a device can have been at a place if
/// the way from A to B by way of the place is not longer than its top speed allows (space-time prism): no sooner than
/// dist(A, place) / top speed after A, and gone dist(place, B) / top speed before B. While a silence lasts, only the
/// first holds.
/// </summary>
internal sealed class Unseen(
    PlanHistory plans, Absences absences, Func<PlaceTimeline, PlaceDistance> distanceOf, long watermarkUs)
{
    private readonly List<Unwatched> _near = [];

    public long WatermarkUs => watermarkUs;

    /// <summary>
    /// When devices could have been in a box in the span while nobody saw them, or could have seen ground there; some
    /// turn out not to. Valid until the next call.
    /// </summary>
    /// <param name="pendingUntilUs">Until then a device whose next fix is only just due counts too.</param>
    public IReadOnlyList<Unwatched> Near(in Box box, TimeRange span, long pendingUntilUs)
    {
        absences.Find(box, span, watermarkUs, pendingUntilUs, _near);
        return _near;
    }

    /// <summary>How far around itself a device saw ground at a moment, by its kind.</summary>
    public double ReachM(DeviceTrack device, long us) => Sight.ReachM(plans.At(us), device);

    /// <summary>All possible presences at a place that meet the span, of devices on duty, by start.</summary>
    /// <param name="rosterAtUs">Whose roster says who is expected.</param>
    /// <param name="pendingUntilUs">Until then a device whose next fix is only just due counts too.</param>
    public List<PossiblePresence> At(
        PlaceTimeline timeline, PlaceRule rule, TimeRange span, long rosterAtUs, long pendingUntilUs)
    {
        var search = new Search(this, distanceOf(timeline), rule, plans.At(rosterAtUs), span, pendingUntilUs);
        foreach (var unwatched in Near(timeline.Bounds, span, pendingUntilUs))
        {
            if (unwatched.Silence is not { } silence || silence.Reach.Meets(timeline.Bounds))
                search.Add(unwatched);
        }

        search.Found.Sort(static (a, b) =>
            a.FromUs != b.FromUs ? a.FromUs.CompareTo(b.FromUs) : string.CompareOrdinal(a.DeviceId, b.DeviceId));
        return search.Found;
    }

    /// <summary>The same for any ground, of one stretch of time, in no order.</summary>
    public List<PossiblePresence> At(
        PlaceDistance ground, Unwatched unwatched, PlaceRule rule, TimeRange span, long rosterAtUs, long pendingUntilUs)
    {
        var search = new Search(this, ground, rule, plans.At(rosterAtUs), span, pendingUntilUs);
        search.Add(unwatched);
        return search.Found;
    }

    private bool IsSilent(in Fix last) => watermarkUs - last.TimeUs > TimeUs.Of(plans.SettingsAfter(last).SilenceAfter);

    private readonly struct Search(
        Unseen unseen, PlaceDistance place, PlaceRule rule, PlanEra? era, TimeRange span, long pendingUntilUs)
    {
        public List<PossiblePresence> Found { get; } = [];

        public void Add(Unwatched unwatched)
        {
            var device = unwatched.Device;
            var entry = era?.Plan.Roster.GetValueOrDefault(device.Id);
            var kind = entry?.Kind ?? device.Last?.Kind ?? DeviceKind.Unspecified;
            if (!rule.Accepts(kind))
                return;
            var (from, to) = (unwatched.From, unwatched.To);
            // Only of those who are expected does it mean anything that they were not heard yet.
            if (from is null ? entry is null || to?.TimeUs <= span.StartUs : from.Value.IsOffDuty && entry is null)
                return;
            var isPending = from is { } last && to is null && !last.IsOffDuty && !unseen.IsSilent(last);
            var within = isPending ? span.Intersect(new(long.MinValue, pendingUntilUs)) : span;
            Add(device, entry, from, to, within, isPending);
        }

        private void Add(
            DeviceTrack device, RosterEntry? entry, Fix? from, Fix? to, TimeRange within, bool isPending)
        {
            var (fromUs, untilUs) = (within.StartUs, Math.Min(within.EndUs, Attended.OnwardUs));
            if (from is { } left)
            {
                if (left.TimeUs >= untilUs || left.TimeUs + QuickTravelUs(left) >= untilUs)
                    return;
                fromUs = Math.Max(fromUs, left.TimeUs + TravelUs(left, left));
            }

            if (from is { IsOffDuty: true } off)
                fromUs = Math.Max(fromUs, entry!.Duty.WindowAt(off.TimeUs)?.EndUs ?? off.TimeUs);
            if (fromUs >= untilUs)
                return;
            if (to is { } back)
                untilUs = Math.Min(untilUs, back.TimeUs - TravelUs(back, from ?? back));
            if (fromUs >= untilUs || !CanDetour(from, to))
                return;

            foreach (var window in (entry?.Duty ?? DutySchedule.Always).WindowsBetween(new TimeRange(fromUs, untilUs)))
            {
                var onDuty = window.Intersect(new TimeRange(fromUs, untilUs));
                Found.Add(new PossiblePresence(device.Id, onDuty.StartUs, onDuty.EndUs, isPending));
                // The first window that has not come yet is enough to know when to look again.
                if (onDuty.StartUs > unseen.WatermarkUs)
                    break;
            }
        }

        /// <summary>The least time between a fix and the place, by the top speed in force after another.</summary>
        private long TravelUs(in Fix fix, in Fix settled) =>
            (long)Math.Floor(place.MetersFrom(fix.Position) / TopSpeedMps(settled) * TimeUs.PerSecond);

        /// <summary>No more than the least time, and quicker told.</summary>
        private long QuickTravelUs(in Fix fix) =>
            (long)Math.Floor(place.AtLeastM(fix.Position) / TopSpeedMps(fix) * TimeUs.PerSecond);

        private bool CanDetour(Fix? from, Fix? to)
        {
            if (from is not { } left || to is not { } back)
                return true;
            var seconds = (back.TimeUs - left.TimeUs) / (double)TimeUs.PerSecond;
            return place.DetourM(left.Position, back.Position) <= seconds * TopSpeedMps(left);
        }

        private double TopSpeedMps(in Fix settled) => unseen.SettingsAfter(settled).TopSpeedMps;
    }

    private KindSettings SettingsAfter(in Fix fix) => plans.SettingsAfter(fix);
}
