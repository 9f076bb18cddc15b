using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>The stays that nobody saw but that could have been: every silence of every device, one by one.</summary>
internal sealed class OracleUnseen(OracleTracks world, long watermarkUs)
{
    public List<Stay> At(Place place, PlaceRule rule, Gap gap, TimeRange span)
    {
        var roster = world.VersionAt(gap.OpenUs)!.Plan.Roster;
        var ids = roster.Keys.Concat(world.Tracks.Where(track => track.Value.Count > 0).Select(track => track.Key));
        return
        [
            .. ids.Distinct()
                .SelectMany(id => Of(id, place, rule, roster.GetValueOrDefault(id), gap, span))
                .OrderBy(stay => stay.StartUs).ThenBy(stay => stay.DeviceId, StringComparer.Ordinal),
        ];
    }

    private IEnumerable<Stay> Of(
        string id, Place place, PlaceRule rule, RosterEntry? entry, Gap gap, TimeRange span)
    {
        var track = world.Tracks.GetValueOrDefault(id) ?? [];
        var kind = entry?.Kind ?? track[^1].Kind;
        if (!rule.Accepts(kind))
            yield break;
        foreach (var (from, to, untilUs) in Silences(track, entry, gap, span))
        {
            if (from is { IsOffDuty: true } && entry is null)
                continue;
            var startUs = span.StartUs;
            var endUs = Math.Min(untilUs, watermarkUs);
            if (from is { } a)
                startUs = Math.Max(startUs, a.TimeUs + TravelUs(place, a, a));
            if (from is { IsOffDuty: true } off)
                startUs = Math.Max(startUs, entry!.Duty.WindowAt(off.TimeUs)?.EndUs ?? off.TimeUs);
            if (to is { } b)
                endUs = Math.Min(endUs, b.TimeUs - TravelUs(place, b, from ?? b));
            if (from is { } left && to is { } back && !InTime(place, left, back))
                continue;
            var reach = new TimeRange(startUs, endUs);
            foreach (var window in reach.IsEmpty ? [] : (entry?.Duty ?? DutySchedule.Always).WindowsBetween(reach))
            {
                var onDuty = window.Intersect(reach);
                yield return new Stay(place.Id, id, kind, onDuty.StartUs, onDuty.EndUs) { IsUnseen = true };
            }
        }
    }

    private IEnumerable<(Fix? From, Fix? To, long UntilUs)> Silences(
        List<Fix> track, RosterEntry? entry, Gap gap, TimeRange span)
    {
        if (track.Count == 0)
        {
            yield return (null, null, span.EndUs);
            yield break;
        }

        if (entry is not null)
            yield return (null, track[0], span.EndUs);
        foreach (var (from, to) in OracleTracks.Pairs(track).Where(pair => !world.IsLeg(pair.From, pair.To)))
            yield return (from, to, span.EndUs);
        var last = track[^1];
        if (last.TimeUs >= Math.Min(span.EndUs, watermarkUs))
            yield break;
        var isGone = last.IsOffDuty || watermarkUs - last.TimeUs > TimeUs.Of(world.SettingsAfter(last).SilenceAfter);
        yield return (last, null, isGone ? span.EndUs : Math.Min(span.EndUs, gap.OpenUs));
    }

    private bool InTime(Place place, Fix from, Fix to) =>
        new PlaceDistance(place.Shape).DetourM(from.Position, to.Position)
        <= (to.TimeUs - from.TimeUs) / (double)TimeUs.PerSecond * world.SettingsAfter(from).TopSpeedMps;

    private long TravelUs(Place place, Fix fix, Fix settled) => (long)Math.Floor(
        new PlaceDistance(place.Shape).MetersFrom(fix.Position) / world.SettingsAfter(settled).TopSpeedMps
        * TimeUs.PerSecond);
}
