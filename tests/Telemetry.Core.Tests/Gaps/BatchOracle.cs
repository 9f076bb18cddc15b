using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>
/// Gaps the plain way: everything at once, from the whole set of reports, with no state carried along. Slow, and
/// meant to be obviously right; the streaming engine must always agree with it.
/// </summary>
internal sealed class BatchOracle(string exerciseId, IReadOnlyList<PlanVersion> versions)
{
    private readonly PlaceIndex[] _indexes = [.. versions.Select(version => PlaceIndex.Build(version.Plan.Grounds))];

    public IReadOnlyList<Gap> GapsAt(long watermarkUs, IReadOnlyDictionary<string, List<Fix>> tracks)
    {
        var gaps = new List<Gap>();
        var pieces = Pieces(tracks);
        foreach (var span in OverdueSpans())
        {
            var visits = Visits(span.Rule, watermarkUs, pieces
                .Where(piece => piece.PlaceId == span.Place.Id && span.Shape.Contains(piece.StartUs))
                .Where(piece => span.Rule.Accepts(piece.Kind)));
            foreach (var times in IdleGaps(
                visits, span.InForce, span.Rule.Duty, TimeUs.Of(span.Rule.MaxInterval), CloseReason.Visited, watermarkUs))
            {
                var gap = new Gap(
                    GapId.Of(exerciseId, GapKind.Overdue, span.Place.Id, span.Rule.Id, times.IdleFromUs),
                    GapKind.Overdue, span.Place.Id, span.Rule.Id, span.Version, times.IdleFromUs, times.OpenUs, times.Close,
                    []);
                gaps.Add(gap with { UnverifiedBy = [.. Suspects(gap, span, watermarkUs, tracks)] });
            }
        }

        foreach (var span in RosterSpans())
        {
            var heard = Heard(span.Entry, tracks.GetValueOrDefault(span.Entry.DeviceId) ?? [])
                .Where(run => run.StartUs <= watermarkUs)
                .Select(run => run with { EndUs = Math.Min(run.EndUs, watermarkUs) });
            gaps.AddRange(IdleGaps(heard, span.InForce, span.Entry.Duty, span.LimitUs, CloseReason.Reported, watermarkUs)
                .Select(times => new Gap(
                    GapId.Of(exerciseId, GapKind.Silent, span.Entry.DeviceId, "silent", times.IdleFromUs), GapKind.Silent,
                    span.Entry.DeviceId, "silent", span.Version, times.IdleFromUs, times.OpenUs, times.Close, [])));
        }

        return gaps;
    }

    private PlanVersion? VersionAt(long us) => versions.LastOrDefault(version => version.EffectiveFromUs <= us);

    private TimeRange InForce(int index) => new(
        versions[index].EffectiveFromUs,
        index + 1 < versions.Count ? versions[index + 1].EffectiveFromUs : long.MaxValue);

    private KindSettings SettingsAfter(Fix fix) =>
        VersionAt(fix.TimeUs)?.Plan.SettingsOf(fix.Kind) ?? KindSettings.DefaultFor(fix.Kind);

    private bool IsLeg(Fix from, Fix to) =>
        !from.IsOffDuty && to.TimeUs - from.TimeUs <= TimeUs.Of(SettingsAfter(from).SilenceAfter);

    private sealed record Piece(string PlaceId, DeviceKind Kind, long StartUs, long EndUs);

    /// <summary>Every leg against every place of every version it sees.</summary>
    private List<Piece> Pieces(IReadOnlyDictionary<string, List<Fix>> tracks)
    {
        var pieces = new List<Piece>();
        var hits = new LegHits();
        foreach (var (from, to) in tracks.Values.SelectMany(Pairs).Where(pair => IsLeg(pair.From, pair.To)))
        {
            for (var v = 0; v < versions.Count; v++)
            {
                var span = InForce(v).Intersect(new TimeRange(from.TimeUs, to.TimeUs));
                if (span.IsEmpty)
                    continue;
                _indexes[v].Clip(Along(from, to, span.StartUs), Along(from, to, span.EndUs), hits);
                foreach (var hit in hits.Span)
                {
                    var startUs = span.StartUs + (long)Math.Round(hit.Enter * (span.EndUs - span.StartUs));
                    var endUs = span.StartUs + (long)Math.Round(hit.Exit * (span.EndUs - span.StartUs));
                    if (endUs > startUs)
                        pieces.Add(new Piece(versions[v].Plan.Grounds[hit.Place].Id, from.Kind, startUs, endUs));
                }
            }
        }

        return pieces;
    }

    private static IEnumerable<(Fix From, Fix To)> Pairs(List<Fix> track) => track.Zip(track.Skip(1));

    private static GeoPoint Along(Fix from, Fix to, long us)
    {
        if (us == from.TimeUs || us == to.TimeUs)
            return us == from.TimeUs ? from.Position : to.Position;
        var share = (us - from.TimeUs) / (double)(to.TimeUs - from.TimeUs);
        return new GeoPoint(
            from.Position.LatitudeDeg + (share * (to.Position.LatitudeDeg - from.Position.LatitudeDeg)),
            from.Position.LongitudeDeg + (share * (to.Position.LongitudeDeg - from.Position.LongitudeDeg)));
    }

    private sealed record OverdueSpan(Place Place, OverdueRule Rule, int Version, TimeRange InForce, TimeRange Shape);

    /// <summary>Each rule for as long as it and its place's shape stayed the same.</summary>
    private IEnumerable<OverdueSpan> OverdueSpans()
    {
        for (var v = 0; v < versions.Count; v++)
        {
            foreach (var place in versions[v].Plan.Grounds)
            {
                foreach (var rule in place.Rules.OfType<OverdueRule>().Where(rule => v == 0 || !Asks(v - 1, place, rule)))
                {
                    var end = Enumerable.Range(v, versions.Count - v).TakeWhile(i => Asks(i, place, rule)).Last();
                    var shapeFrom = v;
                    while (shapeFrom > 0 && HasShape(shapeFrom - 1, place))
                        shapeFrom--;
                    var shapeTo = end;
                    while (shapeTo + 1 < versions.Count && HasShape(shapeTo + 1, place))
                        shapeTo++;
                    yield return new OverdueSpan(
                        place, rule, versions[v].Version, new TimeRange(InForce(v).StartUs, InForce(end).EndUs),
                        new TimeRange(InForce(shapeFrom).StartUs, InForce(shapeTo).EndUs));
                }
            }
        }
    }

    private bool HasShape(int version, Place place) =>
        versions[version].Plan.Grounds.Any(other => other.Id == place.Id && other.Digest == place.Digest);

    private bool Asks(int version, Place place, OverdueRule rule) =>
        versions[version].Plan.Grounds.Any(
            other => other.Id == place.Id && other.Digest == place.Digest && other.Rules.Contains(rule));

    private sealed record RosterSpan(RosterEntry Entry, long LimitUs, int Version, TimeRange InForce);

    private IEnumerable<RosterSpan> RosterSpans()
    {
        for (var v = 0; v < versions.Count; v++)
        {
            foreach (var entry in versions[v].Plan.Roster.Values.Where(entry => v == 0 || !Lists(v - 1, entry, v)))
            {
                var end = v;
                while (end + 1 < versions.Count && Lists(end + 1, entry, v))
                    end++;
                yield return new RosterSpan(
                    entry, LimitUs(v, entry), versions[v].Version, new TimeRange(InForce(v).StartUs, InForce(end).EndUs));
            }
        }
    }

    private long LimitUs(int version, RosterEntry entry) =>
        TimeUs.Of(versions[version].Plan.SettingsOf(entry.Kind).SilenceAfter + Limits.Settle);

    private bool Lists(int version, RosterEntry entry, int like) =>
        versions[version].Plan.Roster.TryGetValue(entry.DeviceId, out var other) && other.Kind == entry.Kind
        && other.Duty.Equals(entry.Duty) && LimitUs(version, other) == LimitUs(like, entry);

    /// <summary>[reached, end] of each attendance that is long enough.</summary>
    private static IEnumerable<TimeRange> Visits(OverdueRule rule, long watermarkUs, IEnumerable<Piece> pieces)
    {
        var inside = pieces.Where(piece => piece.StartUs <= watermarkUs)
            .Select(piece => new TimeRange(piece.StartUs, Math.Min(piece.EndUs, watermarkUs)))
            .OrderBy(range => range.StartUs).ToList();
        while (inside.Count > 0)
        {
            var attendance = inside[0];
            var members = new List<TimeRange>();
            while (inside.Count > 0 && (inside[0].StartUs <= attendance.EndUs
                || inside[0].StartUs - attendance.EndUs < TimeUs.Of(rule.Visit.MergeGap)))
            {
                members.Add(inside[0]);
                attendance = attendance with { EndUs = Math.Max(attendance.EndUs, inside[0].EndUs) };
                inside.RemoveAt(0);
            }

            var dueUs = attendance.StartUs + TimeUs.Of(rule.Visit.MinDwell);
            var reached = members.Where(member => member.EndUs >= dueUs).ToList();
            if (reached.Count > 0)
                yield return attendance with { StartUs = reached.Min(member => Math.Max(member.StartUs, dueUs)) };
        }
    }

    private IEnumerable<TimeRange> Heard(RosterEntry entry, List<Fix> track)
    {
        if (track.Count == 0)
            yield break;
        var fromUs = track[0].TimeUs;
        foreach (var (from, to) in Pairs(track).Where(pair => !IsLeg(pair.From, pair.To)))
        {
            yield return new TimeRange(fromUs, Math.Min(Excused(entry, from), to.TimeUs));
            fromUs = to.TimeUs;
        }

        yield return new TimeRange(fromUs, Excused(entry, track[^1]));
    }

    private static long Excused(RosterEntry entry, Fix fix) =>
        fix.IsOffDuty && entry.Duty.WindowAt(fix.TimeUs) is { } window ? window.EndUs : fix.TimeUs;

    private static IEnumerable<GapTimes> IdleGaps(
        IEnumerable<TimeRange> attended, TimeRange inForce, DutySchedule duty, long limitUs, CloseReason ended,
        long watermarkUs)
    {
        var all = attended.ToList();
        foreach (var window in duty.WindowsBetween(inForce))
        {
            var span = window.Intersect(inForce);
            if (span.StartUs > watermarkUs)
                break;
            var cutUs = Math.Min(span.EndUs, watermarkUs);
            var idleUs = Math.Max(span.StartUs, all.Where(a => a.StartUs < span.StartUs).Select(a => a.EndUs)
                .DefaultIfEmpty(long.MinValue).Max());
            foreach (var visit in all.Where(a => a.StartUs >= span.StartUs && a.StartUs < span.EndUs))
            {
                if (visit.StartUs - idleUs > limitUs)
                    yield return new GapTimes(idleUs, idleUs + limitUs, new GapClose(visit.StartUs, ended));
                idleUs = Math.Max(idleUs, visit.EndUs);
            }

            var reason = span.EndUs < window.EndUs ? CloseReason.PlanChanged : CloseReason.DutyEnded;
            if (span.EndUs <= watermarkUs && span.EndUs - idleUs > limitUs)
                yield return new GapTimes(idleUs, idleUs + limitUs, new GapClose(span.EndUs, reason));
            if (span.EndUs > watermarkUs && cutUs - idleUs >= limitUs && idleUs + limitUs < span.EndUs)
                yield return new GapTimes(idleUs, idleUs + limitUs, null);
        }
    }

    private IEnumerable<string> Suspects(
        Gap gap, OverdueSpan span, long watermarkUs, IReadOnlyDictionary<string, List<Fix>> tracks)
    {
        var roster = VersionAt(gap.OpenUs)!.Plan.Roster;
        return roster.Keys.Concat(tracks.Where(track => track.Value.Count > 0).Select(track => track.Key)).Distinct()
            .Select(id => (Id: id, FirstUs: Chances(
                roster.GetValueOrDefault(id), tracks.GetValueOrDefault(id) ?? [], gap, span, watermarkUs)
                .DefaultIfEmpty(long.MaxValue).Min()))
            .Where(suspect => suspect.FirstUs < Math.Min(gap.Close?.TimeUs ?? long.MaxValue, watermarkUs))
            .OrderBy(suspect => suspect.FirstUs).ThenBy(suspect => suspect.Id, StringComparer.Ordinal)
            .Select(suspect => suspect.Id).Take(Limits.DevicesNamedPerGap);
    }

    private IEnumerable<long> Chances(
        RosterEntry? entry, List<Fix> track, Gap gap, OverdueSpan span, long watermarkUs)
    {
        var kind = entry?.Kind ?? track[^1].Kind;
        if (!span.Rule.Accepts(kind))
            yield break;
        var idle = new TimeRange(gap.IdleFromUs, gap.Close?.TimeUs ?? long.MaxValue);
        var unknown = new List<(Fix? From, Fix? To, TimeRange During)>();
        if (track.Count == 0)
            unknown.Add((null, null, idle));
        else if (entry is not null)
            unknown.Add((null, track[0], idle));
        unknown.AddRange(Pairs(track).Where(pair => !IsLeg(pair.From, pair.To))
            .Select(pair => ((Fix?)pair.From, (Fix?)pair.To, idle)));
        if (track.Count > 0 && track[^1].TimeUs < Math.Min(idle.EndUs, watermarkUs))
        {
            var isGone = track[^1].IsOffDuty
                || watermarkUs - track[^1].TimeUs > TimeUs.Of(SettingsAfter(track[^1]).SilenceAfter);
            unknown.Add((track[^1], null, isGone ? idle : idle with { EndUs = gap.OpenUs }));
        }

        foreach (var (from, to, during) in unknown)
        {
            var startUs = during.StartUs;
            var endUs = during.EndUs;
            if (from is { IsOffDuty: true } && entry is null)
                continue;
            if (from is { } a)
                startUs = Math.Max(startUs, a.TimeUs + TravelUs(span.Place, a, a));
            if (from is { IsOffDuty: true } off)
                startUs = Math.Max(startUs, entry!.Duty.WindowAt(off.TimeUs)?.EndUs ?? off.TimeUs);
            if (to is { } b)
                endUs = Math.Min(endUs, b.TimeUs - TravelUs(span.Place, b, from ?? b));
            endUs = Math.Min(endUs, watermarkUs);
            if (startUs >= endUs)
                continue;
            var duty = entry?.Duty ?? DutySchedule.Always;
            var onDuty = duty.WindowsBetween(new TimeRange(startUs, endUs)).Select(w => Math.Max(w.StartUs, startUs)).ToList();
            if (onDuty.Count > 0)
                yield return onDuty.Min();
        }
    }

    private long TravelUs(Place place, Fix fix, Fix settled) => (long)Math.Floor(
        new PlaceDistance(place.Shape).MetersFrom(fix.Position) / SettingsAfter(settled).TopSpeedMps * TimeUs.PerSecond);
}
