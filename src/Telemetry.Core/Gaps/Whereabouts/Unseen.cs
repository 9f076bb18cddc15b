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
    private readonly List<DeviceTrack> _near = [];

    public long WatermarkUs => watermarkUs;

    /// <summary>
    /// Devices that could have been in a box in the span while nobody saw them, or could have seen ground there; some
    /// turn out not to. Valid until the next call.
    /// </summary>
    public IReadOnlyList<DeviceTrack> Near(in Box box, TimeRange span)
    {
        absences.Find(box, span, watermarkUs, _near);
        return _near;
    }

    /// <summary>How far around itself a device saw ground at a moment, by its kind.</summary>
    public double ReachM(DeviceTrack device, long us) => Sight.ReachM(plans.At(us), device);

    /// <summary>All possible presences at a place that meet the span, of devices on duty, by start.</summary>
    /// <param name="rosterAtUs">Whose roster says who is expected.</param>
    /// <param name="pendingUntilUs">Until then a device whose next fix is only just due counts too.</param>
    public List<PossiblePresence> At(
        PlaceTimeline timeline, PlaceRule rule, TimeRange span, long rosterAtUs, long pendingUntilUs) =>
        At(distanceOf(timeline), Near(timeline.Bounds, span), rule, span, rosterAtUs, pendingUntilUs);

    /// <summary>The same for any ground, of some devices.</summary>
    public List<PossiblePresence> At(
        PlaceDistance ground, IEnumerable<DeviceTrack> among, PlaceRule rule, TimeRange span, long rosterAtUs,
        long pendingUntilUs)
    {
        var search = new Search(this, ground, plans.At(rosterAtUs), span);
        foreach (var device in among)
            search.Add(device, rule, pendingUntilUs);
        search.Found.Sort(static (a, b) =>
            a.FromUs != b.FromUs ? a.FromUs.CompareTo(b.FromUs) : string.CompareOrdinal(a.DeviceId, b.DeviceId));
        return search.Found;
    }

    private bool IsSilent(in Fix last) => watermarkUs - last.TimeUs > TimeUs.Of(plans.SettingsAfter(last).SilenceAfter);

    private readonly struct Search(Unseen unseen, PlaceDistance place, PlanEra? era, TimeRange span)
    {
        public List<PossiblePresence> Found { get; } = [];

        public void Add(DeviceTrack device, PlaceRule rule, long pendingUntilUs)
        {
            var entry = era?.Plan.Roster.GetValueOrDefault(device.Id);
            var kind = entry?.Kind ?? device.Last?.Kind ?? DeviceKind.Unspecified;
            if (!rule.Accepts(kind))
                return;
            if (device.First is not { } first || device.Last is not { } last)
            {
                if (entry is not null)
                    Add(device, entry, null, null, span, isPending: false);
                return;
            }

            if (entry is not null && first.TimeUs > span.StartUs)
                Add(device, entry, null, first, span, isPending: false);
            for (var i = FirstEndingAfter(device.Silences, span.StartUs); i < device.Silences.Count; i++)
            {
                var silence = device.Silences[i];
                if (silence.From.TimeUs >= span.EndUs)
                    break;
                Add(device, entry, silence.From, silence.To, span, isPending: false);
            }

            if (last.TimeUs >= Math.Min(span.EndUs, unseen.WatermarkUs))
                return;
            if (last.IsOffDuty || unseen.IsSilent(last))
                Add(device, entry, last, null, span, isPending: false);
            else
                Add(device, entry, last, null, span.Intersect(new(long.MinValue, pendingUntilUs)), isPending: true);
        }

        private void Add(
            DeviceTrack device, RosterEntry? entry, Fix? from, Fix? to, TimeRange within, bool isPending)
        {
            if (from is { IsOffDuty: true } && entry is null)
                return;
            var (fromUs, untilUs) = (within.StartUs, Math.Min(within.EndUs, Attended.OnwardUs));
            if (from is { } left)
                fromUs = Math.Max(fromUs, left.TimeUs + TravelUs(left, left));
            if (from is { IsOffDuty: true } off)
                fromUs = Math.Max(fromUs, entry!.Duty.WindowAt(off.TimeUs)?.EndUs ?? off.TimeUs);
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

        private bool CanDetour(Fix? from, Fix? to)
        {
            if (from is not { } left || to is not { } back)
                return true;
            var seconds = (back.TimeUs - left.TimeUs) / (double)TimeUs.PerSecond;
            return place.DetourM(left.Position, back.Position) <= seconds * TopSpeedMps(left);
        }

        private double TopSpeedMps(in Fix settled) => unseen.SettingsAfter(settled).TopSpeedMps;

        private static int FirstEndingAfter(List<Silence> silences, long us)
        {
            var (low, high) = (0, silences.Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (silences[middle].To.TimeUs <= us)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }

    private KindSettings SettingsAfter(in Fix fix) => plans.SettingsAfter(fix);
}
