using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>One city with its index and its legs.</summary>
internal sealed class CityRun
{
    private const int Seed = 304;

    /// <summary>Devices in one timed round: as much work in every city, and short enough to slip between interruptions.</summary>
    private const int DevicesPerRound = 100;

    private readonly SyntheticCity city;
    private readonly PlaceIndex index;
    private readonly GeoPoint[][] tracks;
    private readonly LegHits hits = new();
    private int nextDevice;

    public CityRun(int zones)
    {
        city = new SyntheticCity(zones, Seed);
        tracks = RandomWalk.Through(city, Seed);
        index = PlaceIndex.Build(city.Places);
        foreach (var track in tracks)
            Walk(track);
    }

    public long IndexBytes => index.Bytes;

    /// <summary>Nanoseconds per leg, over the devices whose turn it is.</summary>
    public double TimeRound()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < DevicesPerRound; i++)
            Walk(tracks[nextDevice++ % tracks.Length]);
        return TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / (DevicesPerRound * RandomWalk.LegsPerDevice);
    }

    public double BytesPerLeg()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var track in tracks)
            Walk(track);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return bytes / (double)(tracks.Length * RandomWalk.LegsPerDevice);
    }

    /// <summary>NetTopologySuite on the same legs: how many have other hits than the index, and a way to time it.</summary>
    public (int Different, Func<double> TimeRound) AgainstNts()
    {
        var nts = new NtsIndex(city.Zones);
        var lines = tracks.Select(Lines).ToArray();
        var (different, found) = (0, new List<int>());
        for (var device = 0; device < tracks.Length; device++)
            for (var leg = 0; leg < lines[device].Length; leg++)
                different += SameHits(nts, lines[device][leg], tracks[device][leg], tracks[device][leg + 1], found) ? 0 : 1;

        var next = 0;
        return (different, () =>
        {
            var start = TimeProvider.System.GetTimestamp();
            for (var i = 0; i < DevicesPerRound; i++)
                foreach (var line in lines[next++ % lines.Length])
                    nts.Hits(line, found);
            return TimeProvider.System.GetElapsedTime(start).TotalNanoseconds / (DevicesPerRound * RandomWalk.LegsPerDevice);
        }
        );
    }

    private bool SameHits(NtsIndex nts, LineString line, GeoPoint from, GeoPoint to, List<int> found)
    {
        nts.Hits(line, found);
        found.Sort();
        index.Clip(from, to, hits);
        var ours = hits.Span.ToArray().Select(h => h.Place).Where(p => p < city.Zones.Count).Distinct();
        return ours.SequenceEqual(found);
    }

    private void Walk(GeoPoint[] track)
    {
        for (var i = 1; i < track.Length; i++)
            index.Clip(track[i - 1], track[i], hits);
    }

    private static LineString[] Lines(GeoPoint[] track) =>
    [
        .. track.Zip(track.Skip(1), (a, b) => new LineString(
            [new Coordinate(a.LongitudeDeg, a.LatitudeDeg), new Coordinate(b.LongitudeDeg, b.LatitudeDeg)])),
    ];
}
