using Telemetry.Core.Geo;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>One city with its index and its legs.</summary>
internal sealed class CityRun
{
    private const int Seed = 304;

    /// <summary>Devices in one timed round: as much work in every city.</summary>
    private const int DevicesPerRound = 1_000;

    private readonly SyntheticCity _city;
    private readonly PlaceIndex _index;
    private readonly GeoPoint[][] _tracks;
    private readonly LegHits _hits = new();
    private int _nextDevice;

    public CityRun(int zones)
    {
        _city = new SyntheticCity(zones, Seed);
        _tracks = RandomWalk.Through(_city, Seed);
        _index = PlaceIndex.Build(_city.Places);
        foreach (var track in _tracks)
            Walk(track);
    }

    public long IndexBytes => _index.Bytes;

    /// <summary>Nanoseconds per leg, over the devices whose turn it is.</summary>
    public double TimeRound()
    {
        var start = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < DevicesPerRound; i++)
            Walk(_tracks[_nextDevice++ % _tracks.Length]);
        return PerLeg(TimeProvider.System.GetElapsedTime(start));
    }

    public double BytesPerLeg()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var track in _tracks)
            Walk(track);
        var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return bytes / (double)(_tracks.Length * RandomWalk.LegsPerDevice);
    }

    /// <summary>
    /// NetTopologySuite on the same legs: how many have other hits than the index, and a way to time it.
    /// </summary>
    public (int Different, Func<double> TimeRound) AgainstNts()
    {
        var nts = new NtsIndex(_city.Zones);
        var (different, next, found) = (0, 0, new List<int>());
        foreach (var track in _tracks)
            for (var i = 1; i < track.Length; i++)
                different += SameHits(nts, track[i - 1], track[i], found) ? 0 : 1;

        return (different, () =>
        {
            var start = TimeProvider.System.GetTimestamp();
            for (var device = 0; device < DevicesPerRound; device++)
            {
                var track = _tracks[next++ % _tracks.Length];
                for (var i = 1; i < track.Length; i++)
                    nts.Find(track[i - 1], track[i], found);
            }

            return PerLeg(TimeProvider.System.GetElapsedTime(start));
        }
        );
    }

    private static double PerLeg(TimeSpan round) =>
        round.TotalNanoseconds / (DevicesPerRound * RandomWalk.LegsPerDevice);

    private bool SameHits(NtsIndex nts, GeoPoint from, GeoPoint to, List<int> found)
    {
        nts.Find(from, to, found);
        found.Sort();
        _index.Clip(from, to, _hits);
        var ours = _hits.Span.ToArray().Select(h => h.Place).Where(p => p < _city.Zones.Count).Distinct();
        return ours.SequenceEqual(found);
    }

    private void Walk(GeoPoint[] track)
    {
        for (var i = 1; i < track.Length; i++)
            _index.Clip(track[i - 1], track[i], _hits);
    }
}
