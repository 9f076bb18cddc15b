using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Plans;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>The gaps of each rule that a place can have, and who leaves them unverified.</summary>
internal sealed class OraclePlaceRules(OracleTracks world, long watermarkUs)
{
    private readonly OracleUnseen _unseen = new(world, watermarkUs);
    private readonly Dictionary<RuleSpan, OracleCover> _covers = [];

    public IEnumerable<GapTimes> GapsOf(RuleSpan span) => span.Rule switch
    {
        OverdueRule rule => OracleIdle.Gaps(
            Visits(span, rule).Select(visit => new TimeRange(visit.ReachedUs!.Value, visit.EndUs)),
            span.InForce, rule.Duty, TimeUs.Of(rule.MaxInterval), CloseReason.Visited, watermarkUs),
        StrengthRule rule => OracleIdle.Gaps(
            Manned(rule.MinDevices, SeenOnward(span)),
            span.InForce, rule.Duty, TimeUs.Of(rule.Grace), CloseReason.Manned, watermarkUs),
        CoverRule => CoverOf(span).Gaps(),
        DoseRule rule => Shifts(span, Shift(rule.Duty, span))
            .Where(period => !IsDosed(rule, period, Seen(span))).Select(Standing),
        SlotRule rule => Shifts(span, Slots(rule, span))
            .Where(slot => !Visits(span, rule).Any(visit => IsIn(slot, visit))).Select(Standing),
        _ => [],
    };

    public IEnumerable<string> Suspects(Gap gap, RuleSpan span) => span.Rule switch
    {
        OverdueRule rule => Visitors(gap, span, rule, gap.Close?.TimeUs ?? long.MaxValue),
        SlotRule rule => Visitors(gap, span, rule, gap.OpenUs),
        StrengthRule rule => Reinforcements(gap, span, rule),
        CoverRule => CoverOf(span).Suspects(gap, _unseen),
        DoseRule rule => Dosers(gap, span, rule),
        _ => [],
    };

    private OracleCover CoverOf(RuleSpan span)
    {
        if (!_covers.TryGetValue(span, out var cover))
            _covers.Add(span, cover = new OracleCover(world, span, watermarkUs));
        return cover;
    }

    private List<Stay> Seen(RuleSpan span) =>
        [.. SeenOnward(span).Select(stay => stay with { EndUs = Math.Min(stay.EndUs, watermarkUs) })];

    /// <summary>Those under way at the watermark as long as they are known.</summary>
    private List<Stay> SeenOnward(RuleSpan span) =>
    [
        .. world.Stays
            .Where(stay => stay.PlaceId == span.Place.Id && span.Shape.Contains(stay.StartUs))
            .Where(stay => span.Rule.Accepts(stay.Kind) && stay.StartUs <= watermarkUs),
    ];

    /// <summary>As long as they may have been, also beyond the watermark where a fix there has told.</summary>
    private IEnumerable<Stay> Possible(RuleSpan span) => world.Presences(span.Place.Id, span.Shape)
        .Where(presence => span.Rule.Accepts(presence.Kind))
        .Select(presence => presence with { StartUs = presence.EarliestUs, EndUs = presence.LatestUs });

    private IEnumerable<OracleAttendance> Visits(RuleSpan span, VisitRule rule) =>
        OracleAttendance.Join(rule.Visit, Seen(span)).Where(attendance => attendance.ReachedUs is not null);

    private static GapTimes Standing(TimeRange period) => new(period.StartUs, period.EndUs, null);

    private IEnumerable<TimeRange> Shifts(RuleSpan span, IEnumerable<TimeRange> periods) => periods.Where(period =>
        period.StartUs >= span.InForce.StartUs && period.EndUs <= span.InForce.EndUs && period.EndUs <= watermarkUs);

    private IEnumerable<TimeRange> Shift(DutySchedule duty, RuleSpan span) =>
        duty.ShiftsBetween(span.InForce).TakeWhile(shift => shift.StartUs <= watermarkUs);

    private IEnumerable<TimeRange> Slots(SlotRule rule, RuleSpan span)
    {
        foreach (var shift in Shift(rule.Duty, span))
        {
            var lastUs = shift.EndUs - TimeUs.Of(rule.Length);
            for (var startUs = shift.StartUs; startUs <= lastUs; startUs += TimeUs.Of(rule.Every))
                yield return new TimeRange(startUs, startUs + TimeUs.Of(rule.Length));
        }
    }

    private static bool IsIn(TimeRange slot, OracleAttendance visit) =>
        visit.ReachedUs < slot.EndUs && visit.EndUs > slot.StartUs;

    private static bool IsDosed(DoseRule rule, TimeRange period, List<Stay> stays)
    {
        var inside = stays.Select(stay => stay.Span.Intersect(period)).Where(span => !span.IsEmpty).ToList();
        var visits = OracleAttendance.Join(rule.Visit, stays)
            .Count(attendance => attendance.ReachedUs is { } us && period.Contains(us));
        return visits >= rule.MinVisits
            && inside.Sum(span => span.EndUs - span.StartUs) >= TimeUs.Of(rule.MinOfficer)
            && UnionUs(inside) >= TimeUs.Of(rule.MinPatrol);
    }

    private static long UnionUs(List<TimeRange> spans)
    {
        var cuts = spans.SelectMany(span => new[] { span.StartUs, span.EndUs }).Distinct().Order().ToList();
        return cuts.Zip(cuts.Skip(1))
            .Where(piece => spans.Any(span => span.StartUs <= piece.First && span.EndUs >= piece.Second))
            .Sum(piece => piece.Second - piece.First);
    }

    /// <summary>The times with so many devices inside, looked at between the moments when one comes or goes.</summary>
    private static List<TimeRange> Manned(int minDevices, List<Stay> stays)
    {
        var cuts = stays.SelectMany(stay => new[] { stay.StartUs, stay.EndUs }).Distinct().Order().ToList();
        var runs = new List<TimeRange>();
        foreach (var (fromUs, toUs) in cuts.Zip(cuts.Skip(1)))
        {
            var inside = stays.Where(stay => stay.StartUs <= fromUs && stay.EndUs >= toUs)
                .Select(stay => stay.DeviceId);
            if (inside.Distinct().Count() < minDevices)
                continue;
            if (runs.Count > 0 && runs[^1].EndUs == fromUs && AtOnce(stays, fromUs) >= minDevices)
                runs[^1] = runs[^1] with { EndUs = toUs };
            else
                runs.Add(new TimeRange(fromUs, toUs));
        }

        return runs;
    }

    private static int AtOnce(List<Stay> stays, long us) =>
        stays.Where(stay => stay.StartUs <= us && stay.EndUs >= us).Select(stay => stay.DeviceId).Distinct().Count();

    /// <summary>Those who could have made a visit that nobody saw in the gap's time.</summary>
    private List<string> Visitors(Gap gap, RuleSpan span, VisitRule rule, long endUs)
    {
        var knownUs = Math.Min(endUs, watermarkUs);
        var visits = Visits(span, rule).ToList();
        var fromUs = visits.Exists(visit => visit.EndUs == gap.IdleFromUs)
            ? gap.IdleFromUs
            : gap.IdleFromUs - TimeUs.Of(rule.Visit.MinDwell) - TimeUs.Of(rule.Visit.MergeGap);
        var window = new TimeRange(fromUs, knownUs);
        var unwatched = _unseen.At(span.Place, rule, gap, new TimeRange(fromUs, endUs));
        var stays = Possible(span)
            .Select(stay => stay with
            {
                StartUs = Math.Max(stay.StartUs, fromUs),
                EndUs = Math.Min(stay.EndUs, knownUs),
            })
            .Where(stay => !stay.Span.IsEmpty)
            .Concat(unwatched.Select(stay => stay with { EndUs = Math.Min(stay.EndUs, endUs) }));
        var suspects = new List<string>();
        foreach (var possible in OracleAttendance.Join(rule.Visit, stays))
        {
            if (possible.ReachedUs is not { } reachedUs || reachedUs >= knownUs || possible.EndUs <= gap.IdleFromUs)
                continue;
            var unseen = possible.Stays.Where(stay => stay.IsUnseen).ToList();
            if (unseen.Count > 0)
                suspects.AddRange(unseen.Select(stay => stay.DeviceId));
            else if (!visits.Exists(visit => visit.ReachedUs <= endUs
                && visit.StartUs <= possible.EndUs && visit.EndUs >= possible.StartUs))
                suspects.AddRange(possible.Stays.Select(stay => stay.DeviceId));
        }

        return suspects;
    }

    private List<string> Reinforcements(Gap gap, RuleSpan span, StrengthRule rule)
    {
        var knownUs = Math.Min(gap.EndUs, watermarkUs);
        var during = new TimeRange(gap.IdleFromUs, knownUs);
        var unseen = _unseen.At(span.Place, rule, gap, new TimeRange(gap.IdleFromUs, gap.EndUs));
        var seen = Seen(span).Where(stay => stay.EndUs >= during.StartUs && stay.StartUs <= during.EndUs)
            .Select(stay => stay with
            {
                StartUs = Math.Max(stay.StartUs, during.StartUs),
                EndUs = Math.Min(stay.EndUs, knownUs),
            });
        var manned = Manned(rule.MinDevices, [.. seen, .. unseen]);
        return [.. unseen.Where(stay => manned.Exists(run => run.Overlaps(stay.Span))).Select(stay => stay.DeviceId)];
    }

    private List<string> Dosers(Gap gap, RuleSpan span, DoseRule rule)
    {
        var period = new TimeRange(gap.IdleFromUs, gap.OpenUs);
        var unseen = _unseen.At(span.Place, rule, gap, period);
        var seen = Possible(span).Where(stay => stay.EndUs >= period.StartUs && stay.StartUs <= period.EndUs).ToList();
        var known = Visits(span, rule).ToList();
        var visits = known.Count(visit => period.Contains(visit.ReachedUs!.Value))
            + OracleAttendance.Join(rule.Visit, seen).Count(near => near.ReachedUs < period.EndUs
                && near.EndUs > period.StartUs
                && !known.Exists(visit => visit.StartUs <= near.EndUs && visit.EndUs >= near.StartUs));
        var apartUs = TimeUs.Of(rule.Visit.MergeGap);
        var eachUs = TimeUs.Of(rule.Visit.MinDwell) + apartUs;
        var room = unseen.Sum(stay =>
            eachUs == 0 ? rule.MinVisits : 1 + ((stay.EndUs - stay.StartUs + apartUs) / eachUs));
        if (visits + room < rule.MinVisits || !IsDosed(rule with { MinVisits = 0 }, period, [.. unseen, .. seen]))
            return [];
        var suspects = unseen.Count > 0 ? unseen : seen.OrderBy(stay => stay.StartUs).ToList();
        return [.. suspects.Select(stay => stay.DeviceId)];
    }
}
