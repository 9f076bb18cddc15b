using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Plans;

/// <summary>How far each place is from the next one, middle to middle.</summary>
internal static class NearestPlaces
{
    /// <summary>In the order of the places; 0 where there is no other.</summary>
    public static double[] MetersToNearest(IReadOnlyList<Place> places)
    {
        if (places.Count < 2)
            return new double[places.Count];
        var middles = places.Select(place => PlaceArea.MiddleOf(place.Shape)).ToList();
        // A degree of longitude is as long as one of latitude times this.
        var squeeze = Math.Cos(middles[0].LatitudeDeg * Math.PI / 180);
        var tree = new STRtree<Middle>();
        for (var i = 0; i < middles.Count; i++)
            tree.Insert(EnvelopeOf(middles[i]), new Middle(i, middles[i]));
        tree.Build();
        return [.. middles.Select((at, i) => GeoDistance.Meters(
            at, tree.NearestNeighbour(EnvelopeOf(at), new Middle(i, at), new Apart()).At))];

        Envelope EnvelopeOf(GeoPoint at) => new(new Coordinate(at.LongitudeDeg * squeeze, at.LatitudeDeg));
    }

    private sealed record Middle(int Number, GeoPoint At);

    /// <summary>In degrees, which is what the tree bounds distances by; nothing is near itself.</summary>
    private sealed class Apart : IItemDistance<Envelope, Middle>
    {
        public double Distance(IBoundable<Envelope, Middle> one, IBoundable<Envelope, Middle> other)
        {
            var (a, b) = (one.Item, other.Item);
            return a.Number == b.Number ? double.MaxValue : one.Bounds.Distance(other.Bounds);
        }
    }
}
