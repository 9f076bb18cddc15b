using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>The gaps of each rule about a device.</summary>
internal sealed class OracleDeviceRules(OracleTracks world, long watermarkUs)
{
    public IEnumerable<GapTimes> GapsOf(RosterSpan span)
    {
        var facts = new OracleFacts(world.Reports.GetValueOrDefault(span.Entry.DeviceId) ?? [], world.SettingsAfter);
        return span.Kind switch
        {
            GapKind.Silent => Silent(span),
            GapKind.Degraded => Lasting(span, facts.Degraded, CloseReason.Usable),
            _ => Lasting(span, facts.LowBattery, CloseReason.Charged),
        };
    }

    /// <summary>What is well between two bad spells is attendance.</summary>
    private IEnumerable<GapTimes> Lasting(RosterSpan span, IEnumerable<TimeRange> spells, CloseReason ended)
    {
        var bad = spells.Where(spell => spell.StartUs <= watermarkUs).ToList();
        var well = bad.Select(spell => spell.EndUs).Prepend(long.MinValue)
            .Zip(bad.Select(spell => spell.StartUs).Append(long.MaxValue / 4))
            .Select(run => new TimeRange(run.First, run.Second)).Where(run => run.StartUs <= watermarkUs);
        return OracleIdle.Gaps(well, span.InForce, span.Entry.Duty, span.LimitUs, ended, watermarkUs);
    }

    private IEnumerable<GapTimes> Silent(RosterSpan span)
    {
        var heard = Heard(span.Entry, world.Reports.GetValueOrDefault(span.Entry.DeviceId) ?? [])
            .Where(run => run.StartUs <= watermarkUs)
            .Select(run => run with { EndUs = Math.Min(run.EndUs, watermarkUs) });
        return OracleIdle.Gaps(heard, span.InForce, span.Entry.Duty, span.LimitUs, CloseReason.Reported, watermarkUs);
    }

    /// <summary>
    /// Every stay where it must not be (or between stays where it must), cut to duty and to the rule's time; seen when
    /// it holds a used fix.
    /// </summary>
    public IEnumerable<(GapTimes Times, bool IsSeen)> Breaches(RuleSpan span, FenceRule fence, string deviceId)
    {
        var track = world.Tracks[deviceId];
        if (track.Count == 0 || !fence.Accepts(track[^1].Kind))
            yield break;
        var inside = Union(world.Stays
            .Where(stay => stay.PlaceId == span.Place.Id && stay.DeviceId == deviceId)
            .Where(stay => span.Shape.Contains(stay.StartUs))
            .Select(stay => stay.Span));
        var breaches = fence.Kind == FenceKind.KeepIn
            ? Known(track).SelectMany(known => Without(known.Intersect(span.Shape), inside))
            : inside;
        var judged = fence.Unit is null
            ? breaches
            : breaches.SelectMany(breach => InUnit(fence.Unit, deviceId, breach));
        foreach (var whole in judged)
        {
            foreach (var window in fence.Duty.WindowsBetween(whole))
            {
                var duty = window.Intersect(span.InForce);
                var part = whole.Intersect(duty);
                if (part.IsEmpty || part.StartUs > watermarkUs)
                    continue;
                var isOver = part.EndUs <= watermarkUs && part.EndUs < duty.EndUs;
                GapClose? close = null;
                if (isOver && IsSilenced(track, whole.EndUs))
                    close = new GapClose(part.EndUs, CloseReason.Silenced);
                else if (isOver && part.EndUs != track[^1].TimeUs)
                    close = new GapClose(part.EndUs, CloseReason.Returned);
                else if (duty.EndUs <= watermarkUs)
                {
                    close = new GapClose(
                        duty.EndUs, duty.EndUs < window.EndUs ? CloseReason.PlanChanged : CloseReason.DutyEnded);
                }

                var isSeen = track.Exists(fix =>
                    fix.TimeUs >= part.StartUs && fix.TimeUs <= part.EndUs && fix.TimeUs < duty.EndUs);
                yield return (new GapTimes(part.StartUs, part.StartUs, close), isSeen);
            }
        }
    }

    private List<TimeRange> InUnit(string unit, string deviceId, TimeRange breach) =>
        Union(world.Versions
            .Where(version => version.Plan.Roster.GetValueOrDefault(deviceId)?.Unit == unit)
            .Select(version => world.InForce(version.Version - 1).Intersect(breach)).Where(part => !part.IsEmpty));

    private bool IsSilenced(List<Fix> track, long us) => track[^1].TimeUs == us
        ? track[^1].IsOffDuty || watermarkUs - us > TimeUs.Of(world.SettingsAfter(track[^1]).SilenceAfter)
        : OracleTracks.Pairs(track).Any(pair => pair.From.TimeUs == us && !world.IsLeg(pair.From, pair.To));

    private List<TimeRange> Known(List<Fix> track) => Union(
        OracleTracks.Pairs(track).Where(pair => world.IsLeg(pair.From, pair.To))
            .Select(pair => new TimeRange(pair.From.TimeUs, pair.To.TimeUs)));

    private static List<TimeRange> Union(IEnumerable<TimeRange> spans)
    {
        var joined = new List<TimeRange>();
        foreach (var span in spans.OrderBy(span => span.StartUs))
        {
            if (joined.Count > 0 && span.StartUs <= joined[^1].EndUs)
                joined[^1] = joined[^1] with { EndUs = Math.Max(joined[^1].EndUs, span.EndUs) };
            else
                joined.Add(span);
        }

        return joined;
    }

    private static IEnumerable<TimeRange> Without(TimeRange span, List<TimeRange> holes)
    {
        foreach (var hole in holes.Where(hole => hole.Overlaps(span)))
        {
            yield return span with { EndUs = hole.StartUs };
            span = span with { StartUs = hole.EndUs };
        }

        yield return span;
    }

    private IEnumerable<TimeRange> Heard(RosterEntry entry, List<Fix> track)
    {
        if (track.Count == 0)
            yield break;
        var fromUs = track[0].TimeUs;
        foreach (var (from, to) in OracleTracks.Pairs(track).Where(pair => world.IsPause(pair.From, pair.To)))
        {
            yield return new TimeRange(fromUs, Math.Min(Excused(entry, from), to.TimeUs));
            fromUs = to.TimeUs;
        }

        yield return new TimeRange(fromUs, Excused(entry, track[^1]));
    }

    private static long Excused(RosterEntry entry, Fix fix) =>
        fix.IsOffDuty && entry.Duty.WindowAt(fix.TimeUs) is { } window ? window.EndUs : fix.TimeUs;
}
