using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>
/// Gaps the plain way: everything at once, from the whole set of reports, with no state carried along. Slow, and
/// meant to be obviously right; the streaming engine must always agree with it.
/// </summary>
internal sealed class BatchOracle(string exerciseId, IReadOnlyList<PlanVersion> versions)
{
    public IReadOnlyList<Gap> GapsAt(long watermarkUs, IReadOnlyDictionary<string, List<Fix>> tracks)
    {
        var world = new OracleTracks(versions, tracks);
        var places = new OraclePlaceRules(world, watermarkUs);
        var devices = new OracleDeviceRules(world, watermarkUs);
        var gaps = new List<Gap>();
        foreach (var span in RuleSpans())
        {
            if (span.Rule is FenceRule fence)
            {
                gaps.AddRange(world.Tracks.Keys.SelectMany(id => devices.Breaches(span, fence, id).Select(breach =>
                    NewGap(GapKind.Breach, id, fence.Id, span.Version, breach.Times) with
                    {
                        UnverifiedBy = breach.IsSeen ? [] : [id],
                    })));
                continue;
            }

            foreach (var times in places.GapsOf(span))
            {
                var gap = NewGap(KindOf(span.Rule), span.Place.Id, span.Rule.Id, span.Version, times);
                var suspects = places.Suspects(gap, span).Distinct().Take(Limits.DevicesNamedPerGap);
                gaps.Add(gap with { UnverifiedBy = [.. suspects] });
            }
        }

        foreach (var span in DeviceKindsOfGap.SelectMany(RosterSpans))
        {
            gaps.AddRange(devices.GapsOf(span).Select(times =>
                NewGap(span.Kind, span.Entry.DeviceId, RuleIdOf(span.Kind), span.Version, times)));
        }

        return gaps;

        TimeRange InForce(int version) => world.InForce(version);

        IEnumerable<RuleSpan> RuleSpans()
        {
            for (var v = 0; v < versions.Count; v++)
            {
                foreach (var place in versions[v].Plan.Grounds)
                {
                    foreach (var rule in place.Rules.Where(rule => v == 0 || !Asks(v - 1, place, rule)))
                    {
                        var end = Enumerable.Range(v, versions.Count - v).TakeWhile(i => Asks(i, place, rule)).Last();
                        yield return new RuleSpan(
                            place, rule, versions[v].Version, new TimeRange(InForce(v).StartUs, InForce(end).EndUs),
                            world.ShapeSpan(v, place));
                    }
                }
            }
        }

        IEnumerable<RosterSpan> RosterSpans(GapKind kind)
        {
            for (var v = 0; v < versions.Count; v++)
            {
                var entries = versions[v].Plan.Roster.Values;
                foreach (var entry in entries.Where(entry => v == 0 || !Lists(kind, v - 1, entry, v)))
                {
                    var end = v;
                    while (end + 1 < versions.Count && Lists(kind, end + 1, entry, v))
                        end++;
                    yield return new RosterSpan(
                        kind, entry, LimitUs(kind, v, entry), versions[v].Version,
                        new TimeRange(InForce(v).StartUs, InForce(end).EndUs));
                }
            }
        }
    }

    private static readonly GapKind[] DeviceKindsOfGap = [GapKind.Silent, GapKind.Degraded, GapKind.LowBattery];

    private static string RuleIdOf(GapKind kind) => kind switch
    {
        GapKind.Silent => "silent",
        GapKind.Degraded => "degraded",
        _ => "low-battery",
    };

    private static GapKind KindOf(PlaceRule rule) => rule switch
    {
        OverdueRule => GapKind.Overdue,
        DoseRule => GapKind.Underdosed,
        CoverRule => GapKind.Uncovered,
        StrengthRule => GapKind.Understrength,
        SlotRule => GapKind.MissedSlot,
        _ => throw new ArgumentOutOfRangeException(nameof(rule)),
    };

    private Gap NewGap(GapKind kind, string subjectId, string ruleId, int version, GapTimes times) => new(
        GapId.Of(exerciseId, kind, subjectId, ruleId, times.IdleFromUs), kind, subjectId, ruleId, version,
        times.IdleFromUs, times.OpenUs, times.Close, []);

    private bool Asks(int version, Place place, PlaceRule rule) => OracleTracks.HasShape(versions[version], place)
        && versions[version].Plan.Grounds.Any(other => other.Id == place.Id && other.Rules.Contains(rule));

    private long LimitUs(GapKind kind, int version, RosterEntry entry)
    {
        var settings = versions[version].Plan.SettingsOf(entry.Kind);
        return kind switch
        {
            GapKind.Silent => TimeUs.Of(settings.SilenceAfter + Limits.Settle),
            GapKind.Degraded => TimeUs.Of(settings.DegradedGrace),
            _ => 0,
        };
    }

    private bool Lists(GapKind kind, int version, RosterEntry entry, int like) =>
        versions[version].Plan.Roster.TryGetValue(entry.DeviceId, out var other) && other.Kind == entry.Kind
        && other.Duty.Equals(entry.Duty) && LimitUs(kind, version, other) == LimitUs(kind, like, entry);
}

/// <summary>A rule for as long as it and its place's shape stayed the same.</summary>
internal sealed record RuleSpan(Place Place, PlaceRule Rule, int Version, TimeRange InForce, TimeRange Shape);

/// <summary>A device on the roster for as long as the same was asked of it.</summary>
internal sealed record RosterSpan(GapKind Kind, RosterEntry Entry, long LimitUs, int Version, TimeRange InForce);
