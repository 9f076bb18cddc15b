using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>Where devices were, and where nobody knows: pairs of fixes against places of all versions.</summary>
internal sealed class OracleTracks
{
    private readonly IReadOnlyList<PlanVersion> _versions;

    public OracleTracks(IReadOnlyList<PlanVersion> versions, IReadOnlyDictionary<string, List<Fix>> reports)
    {
        (_versions, Reports) = (versions, reports);
        Tracks = reports.ToDictionary(track => track.Key, track => OracleFilter.Used(track.Value, SettingsAfter));
        var indexes = versions.Select(version => PlaceIndex.Build(version.Plan.Grounds)).ToList();
        Stays = [.. Tracks.SelectMany(track => Pairs(track.Value).Where(pair => IsLeg(pair.From, pair.To))
            .SelectMany(pair => Clip(indexes, track.Key, pair.From, pair.To)))];
    }

    /// <summary>All that came.</summary>
    public IReadOnlyDictionary<string, List<Fix>> Reports { get; }

    /// <summary>What of it is used.</summary>
    public IReadOnlyDictionary<string, List<Fix>> Tracks { get; }

    /// <summary>The times inside places, leg by leg.</summary>
    public IReadOnlyList<Stay> Stays { get; }

    /// <summary>
    /// Stays of consecutive legs joined where one goes on from the other, as long as the place's shape stayed the same.
    /// </summary>
    public IEnumerable<Stay> Presences(string placeId, TimeRange shape)
    {
        Stay? open = null;
        foreach (var stay in Stays.Where(stay => stay.PlaceId == placeId && shape.Contains(stay.StartUs)))
        {
            var piece = stay with
            {
                EarliestUs = Math.Max(stay.EarliestUs, shape.StartUs),
                LatestUs = Math.Min(stay.LatestUs, shape.EndUs),
            };
            if (open is not null && open.DeviceId == stay.DeviceId && open.EndUs == stay.StartUs)
            {
                open = open with { EndUs = piece.EndUs, LatestUs = piece.LatestUs };
                continue;
            }

            if (open is not null)
                yield return open;
            open = piece;
        }

        if (open is not null)
            yield return open;
    }

    public IReadOnlyList<PlanVersion> Versions => _versions;

    public PlanVersion? VersionAt(long us) => _versions.LastOrDefault(version => version.EffectiveFromUs <= us);

    public TimeRange InForce(int index) => new(
        _versions[index].EffectiveFromUs,
        index + 1 < _versions.Count ? _versions[index + 1].EffectiveFromUs : long.MaxValue);

    /// <summary>While the ground of a place stayed as it is in this version.</summary>
    public TimeRange ShapeSpan(int version, Place place)
    {
        var (from, to) = (version, version);
        while (from > 0 && HasShape(_versions[from - 1], place))
            from--;
        while (to + 1 < _versions.Count && HasShape(_versions[to + 1], place))
            to++;
        return new TimeRange(InForce(from).StartUs, InForce(to).EndUs);
    }

    public static bool HasShape(PlanVersion version, Place place) => version.Plan.Grounds.Any(
        other => other.Id == place.Id && other.Digest == place.Digest && other.Drones == place.Drones
            && (place.Kind != PlaceKind.Fence || other.Rules.SequenceEqual(place.Rules)));

    public KindSettings SettingsAfter(Fix fix) =>
        VersionAt(fix.TimeUs)?.Plan.SettingsOf(fix.Kind) ?? KindSettings.DefaultFor(fix.Kind);

    public bool IsPause(Fix from, Fix to) =>
        from.IsOffDuty || to.TimeUs - from.TimeUs > TimeUs.Of(SettingsAfter(from).SilenceAfter);

    public bool IsLeg(Fix from, Fix to) => !IsPause(from, to) && OracleFilter.IsReachable(from, to, SettingsAfter);

    public static IEnumerable<(Fix From, Fix To)> Pairs(List<Fix> track) => track.Zip(track.Skip(1));

    private IEnumerable<Stay> Clip(List<PlaceIndex> indexes, string deviceId, Fix from, Fix to)
    {
        for (var v = 0; v < _versions.Count; v++)
        {
            var span = InForce(v).Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (span.IsEmpty)
                continue;
            foreach (var (place, hit) in Hits(indexes[v], _versions[v].Plan, from, to, span))
            {
                var stay = span.StartUs + (long)Math.Round(hit.Enter * (span.EndUs - span.StartUs));
                var gone = span.StartUs + (long)Math.Round(hit.Exit * (span.EndUs - span.StartUs));
                var (startUs, endUs) = OracleHeights.Cut(place, from, to, stay, gone);
                if (endUs > startUs)
                {
                    yield return new Stay(place.Id, deviceId, from.Kind, startUs, endUs)
                    {
                        EarliestUs = startUs == from.TimeUs ? startUs : from.TimeUs,
                        LatestUs = endUs == to.TimeUs ? endUs : to.TimeUs,
                    };
                }
            }
        }
    }

    /// <summary>Drones are over a place, or look at it, as it says; all others are over it.</summary>
    private static List<(Place Place, LegHit Hit)> Hits(PlaceIndex index, Plan plan, Fix from, Fix to, TimeRange span)
    {
        var hits = new LegHits();
        var found = new List<(Place Place, LegHit Hit)>();
        index.Clip(Along(from, to, span.StartUs), Along(from, to, span.EndUs), hits);
        foreach (var hit in hits.Span)
        {
            if (from.Kind != DeviceKind.Drone || plan.Grounds[hit.Place].Drones.Mode == DroneMode.Flight)
                found.Add((plan.Grounds[hit.Place], hit));
        }

        if (from.Kind != DeviceKind.Drone || Footprint.Of(from.Camera, from.HeightM) is not { } footprint)
            return found;
        new FootprintIndex(plan.Grounds).Clip(
            Along(from, to, span.StartUs), Along(from, to, span.EndUs), footprint, hits);
        foreach (var hit in hits.Span)
            found.Add((plan.Grounds[hit.Place], hit));
        return found;
    }

    public static GeoPoint Along(Fix from, Fix to, long us)
    {
        if (us == from.TimeUs || us == to.TimeUs)
            return us == from.TimeUs ? from.Position : to.Position;
        var share = (us - from.TimeUs) / (double)(to.TimeUs - from.TimeUs);
        return new GeoPoint(
            from.Position.LatitudeDeg + (share * (to.Position.LatitudeDeg - from.Position.LatitudeDeg)),
            from.Position.LongitudeDeg + (share * (to.Position.LongitudeDeg - from.Position.LongitudeDeg)));
    }
}

/// <summary>A time that a device spent, or could have spent, at a place.</summary>
internal sealed record Stay(string PlaceId, string DeviceId, DeviceKind Kind, long StartUs, long EndUs)
{
    public bool IsUnseen { get; init; }

    /// <summary>The fixes around it, where they do not tell its ends.</summary>
    public long EarliestUs { get; init; } = StartUs;
    public long LatestUs { get; init; } = EndUs;

    public TimeRange Span => new(StartUs, EndUs);
}
