using System.Collections.Immutable;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps;

/// <summary>
/// Names the devices that, while nobody knew where they were, could have been at a place during a gap's idleness.
/// From a fix A they can have come no sooner than dist(A, place) / top speed, and to be at the next fix B they must
/// have
/// left dist(place, B) / top speed before it.
/// </summary>
internal sealed class Suspects(
    PlanHistory plans, IReadOnlyCollection<DeviceTrack> devices, OverdueRule demand, PlaceDistance place, long watermarkUs)
    : CertaintyCheck(watermarkUs)
{
    public override (ImmutableArray<string> Suspects, long RecheckUs) Judge(Gap gap)
    {
        var era = plans.At(gap.OpenUs);
        var endUs = gap.Close?.TimeUs ?? long.MaxValue;
        var knownUs = Math.Min(endUs, WatermarkUs);
        var recheckUs = long.MaxValue;
        List<(long FirstUs, string Id)>? found = null;
        foreach (var device in devices)
        {
            if (FirstChanceUs(device, era, gap, endUs, ref recheckUs) is not { } firstUs)
                continue;
            if (firstUs < knownUs)
                (found ??= []).Add((firstUs, device.Id));
            else
                recheckUs = Math.Min(recheckUs, firstUs + 1);
        }

        if (found is null)
            return (ImmutableArray<string>.Empty, recheckUs);
        found.Sort(static (a, b) =>
            a.FirstUs != b.FirstUs ? a.FirstUs.CompareTo(b.FirstUs) : string.CompareOrdinal(a.Id, b.Id));
        return ([.. found.Take(Limits.DevicesNamedPerGap).Select(suspect => suspect.Id)], recheckUs);
    }

    /// <summary>
    /// When the device could first have been there unseen, in [start of idleness, end); null when it could not.
    /// </summary>
    private long? FirstChanceUs(DeviceTrack device, PlanEra? era, Gap gap, long endUs, ref long recheckUs)
    {
        var entry = era?.Plan.Roster.GetValueOrDefault(device.Id);
        var kind = entry?.Kind ?? device.Last?.Kind ?? DeviceKind.Unspecified;
        if (!demand.Accepts(kind) || (entry is null && device.First is null))
            return null;

        var span = new TimeRange(gap.IdleFromUs, endUs);
        if (device.First is not { } first || device.Last is not { } last)
            return Chance(entry, null, null, span);
        if (entry is not null && first.TimeUs > span.StartUs && Chance(entry, null, first, span) is { } before)
            return before;
        foreach (var silence in device.Silences)
        {
            if (silence.From.TimeUs >= span.EndUs)
                break;
            if (silence.To.TimeUs > span.StartUs && Chance(entry, silence.From, silence.To, span) is { } between)
                return between;
        }

        if (last.TimeUs >= Math.Min(endUs, WatermarkUs))
            return null;
        return last.IsOffDuty || IsSilent(last)
            ? Chance(entry, last, null, span)
            : PendingChance(entry, last, span with { EndUs = gap.OpenUs }, ref recheckUs);
    }

    private bool IsSilent(in Fix last) => WatermarkUs - last.TimeUs > TimeUs.Of(plans.SettingsAfter(last).SilenceAfter);

    /// <summary>
    /// The next fix is only just due. It can still show a visit before the gap opened; for later times it will be heard
    /// soon enough, so that a gap is not doubted between any two fixes.
    /// </summary>
    private long? PendingChance(RosterEntry? entry, in Fix last, TimeRange beforeOpen, ref long recheckUs)
    {
        if (Chance(entry, last, null, beforeOpen) is not { } firstUs)
            return null;
        recheckUs = WatermarkUs + 1;
        return firstUs;
    }

    private long? Chance(RosterEntry? entry, Fix? from, Fix? to, TimeRange span)
    {
        var earliestUs = span.StartUs;
        var latestUs = span.EndUs;
        if (from is { } left)
        {
            if (left.IsOffDuty && entry is null)
                return null;
            earliestUs = Math.Max(earliestUs, left.TimeUs + TravelUs(left, left));
            if (left.IsOffDuty)
                earliestUs = Math.Max(earliestUs, entry!.Duty.WindowAt(left.TimeUs)?.EndUs ?? left.TimeUs);
        }

        if (to is { } back)
            latestUs = Math.Min(latestUs, back.TimeUs - TravelUs(back, from ?? back));
        if (earliestUs >= latestUs)
            return null;
        var duty = entry?.Duty ?? DutySchedule.Always;
        if (duty.WindowAt(earliestUs) is not null)
            return earliestUs;
        return duty.NextWindow(earliestUs) is { } next && next.StartUs < latestUs ? next.StartUs : null;
    }

    /// <summary>
    /// The least time between a fix and the place, by the top speed in force after <paramref name="settled"/>.
    /// </summary>
    private long TravelUs(in Fix fix, in Fix settled)
    {
        var seconds = place.MetersFrom(fix.Position) / plans.SettingsAfter(settled).TopSpeedMps;
        return (long)Math.Floor(seconds * TimeUs.PerSecond);
    }
}
