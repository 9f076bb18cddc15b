using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps.Oracle;

/// <summary>Where devices were, and where nobody knows: every pair of fixes against every place of every version.</summary>
internal sealed class OracleTracks
{
    private readonly IReadOnlyList<PlanVersion> _versions;

    public OracleTracks(IReadOnlyList<PlanVersion> versions, IReadOnlyDictionary<string, List<Fix>> tracks)
    {
        (_versions, Tracks) = (versions, tracks);
        var indexes = versions.Select(version => PlaceIndex.Build(version.Plan.Grounds)).ToList();
        Stays = [.. tracks.SelectMany(track => Pairs(track.Value).Where(pair => IsLeg(pair.From, pair.To))
            .SelectMany(pair => Clip(indexes, track.Key, pair.From, pair.To)))];
    }

    public IReadOnlyDictionary<string, List<Fix>> Tracks { get; }

    /// <summary>The times inside places, leg by leg.</summary>
    public IReadOnlyList<Stay> Stays { get; }

    public IReadOnlyList<PlanVersion> Versions => _versions;

    public PlanVersion? VersionAt(long us) => _versions.LastOrDefault(version => version.EffectiveFromUs <= us);

    public TimeRange InForce(int index) => new(
        _versions[index].EffectiveFromUs,
        index + 1 < _versions.Count ? _versions[index + 1].EffectiveFromUs : long.MaxValue);

    public KindSettings SettingsAfter(Fix fix) =>
        VersionAt(fix.TimeUs)?.Plan.SettingsOf(fix.Kind) ?? KindSettings.DefaultFor(fix.Kind);

    public bool IsLeg(Fix from, Fix to) =>
        !from.IsOffDuty && to.TimeUs - from.TimeUs <= TimeUs.Of(SettingsAfter(from).SilenceAfter);

    public static IEnumerable<(Fix From, Fix To)> Pairs(List<Fix> track) => track.Zip(track.Skip(1));

    private IEnumerable<Stay> Clip(List<PlaceIndex> indexes, string deviceId, Fix from, Fix to)
    {
        var hits = new LegHits();
        for (var v = 0; v < _versions.Count; v++)
        {
            var span = InForce(v).Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (span.IsEmpty)
                continue;
            indexes[v].Clip(Along(from, to, span.StartUs), Along(from, to, span.EndUs), hits);
            foreach (var hit in hits.Span.ToArray())
            {
                var startUs = span.StartUs + (long)Math.Round(hit.Enter * (span.EndUs - span.StartUs));
                var endUs = span.StartUs + (long)Math.Round(hit.Exit * (span.EndUs - span.StartUs));
                if (endUs > startUs)
                    yield return new Stay(_versions[v].Plan.Grounds[hit.Place].Id, deviceId, from.Kind, startUs, endUs);
            }
        }
    }

    private static GeoPoint Along(Fix from, Fix to, long us)
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

    public TimeRange Span => new(StartUs, EndUs);
}
