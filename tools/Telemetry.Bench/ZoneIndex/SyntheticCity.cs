using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Bench.ZoneIndex;

/// <summary>
/// A made-up city: zones of some 30 vertices that share crooked borders, some with a pond in the middle, and posts.
/// The same seed gives the same city.
/// </summary>
internal sealed class SyntheticCity
{
    public const double ZoneM = 200;
    public const double DegPerM = 1 / 111_195.0;

    private const double ZoneDeg = ZoneM * DegPerM;
    private const double CornerJitter = 0.22;
    private const double BorderJitter = 0.05;
    private const int FewestBorderPoints = 5;
    private const int MostBorderPoints = 9;
    private const int ZonesPerPond = 10;
    private const int PondCorners = 9;
    private const int ZonesPerPost = 48;
    private static readonly GeoPoint SouthWest = new(31.0, 121.3);

    private readonly int columns;
    private readonly int seed;

    public SyntheticCity(int zones, int seed)
    {
        this.seed = seed;
        columns = (int)Math.Ceiling(Math.Sqrt(zones));
        Zones = [.. Enumerable.Range(0, zones).Select(i => Zone(i % columns, i / columns))];
        SizeDeg = columns * ZoneDeg;
        var random = new Random(seed);
        var posts = Enumerable.Range(0, zones / ZonesPerPost)
            .Select(_ => new PlaceShape.Disc(PointIn(random), 20 + (30 * random.NextDouble())));
        Places =
        [
            .. Zones.Select((zone, i) => Place($"z{i}", PlaceKind.Zone, new PlaceShape.Area(zone))),
            .. posts.Select((post, i) => Place($"p{i}", PlaceKind.Post, post)),
        ];
    }

    public IReadOnlyList<Polygon> Zones { get; }

    /// <summary>The zones in their order, then the posts.</summary>
    public IReadOnlyList<Place> Places { get; }

    public double SizeDeg { get; }

    /// <summary>So far east and north of the south-western corner, by the scale of latitude both ways.</summary>
    public static GeoPoint At(double eastM, double northM) => new(
        SouthWest.LatitudeDeg + (northM * DegPerM), SouthWest.LongitudeDeg + (eastM * DegPerM));

    public GeoPoint PointIn(Random random) => new(
        SouthWest.LatitudeDeg + (SizeDeg * random.NextDouble()),
        SouthWest.LongitudeDeg + (SizeDeg * random.NextDouble()));

    public bool Contains(GeoPoint point) =>
        point.LatitudeDeg >= SouthWest.LatitudeDeg && point.LatitudeDeg <= SouthWest.LatitudeDeg + SizeDeg
        && point.LongitudeDeg >= SouthWest.LongitudeDeg && point.LongitudeDeg <= SouthWest.LongitudeDeg + SizeDeg;

    /// <summary>Radians clockwise from north towards the middle of the city.</summary>
    public double HeadingHome(GeoPoint point) => Math.Atan2(
        SouthWest.LongitudeDeg + (SizeDeg / 2) - point.LongitudeDeg,
        SouthWest.LatitudeDeg + (SizeDeg / 2) - point.LatitudeDeg);

    private static Place Place(string id, PlaceKind kind, PlaceShape shape) =>
        new(id, id, kind, shape, null, 1, [], id);

    private Polygon Zone(int column, int row)
    {
        Coordinate[] ring =
        [
            .. Border(column, row, column + 1, row),
            .. Border(column + 1, row, column + 1, row + 1),
            .. Border(column, row + 1, column + 1, row + 1).Reverse(),
            .. Border(column, row, column, row + 1).Reverse(),
        ];
        var shell = ring.Where((c, i) => i == 0 || !c.Equals2D(ring[i - 1]));
        LinearRing[] holes = (column + (row * columns)) % ZonesPerPond == 0 ? [Pond(ring)] : [];
        return new Polygon(new LinearRing([.. shell]), holes);
    }

    /// <summary>From one corner to its neighbour, both included; the same points whichever zone asks.</summary>
    private Coordinate[] Border(int column1, int row1, int column2, int row2)
    {
        var random = new Random(HashCode(column1, row1, column2, row2));
        var (from, to) = (Corner(column1, row1), Corner(column2, row2));
        var between = random.Next(FewestBorderPoints, MostBorderPoints + 1);
        return
        [
            from,
            .. Enumerable.Range(1, between).Select(i =>
            {
                var t = i / (between + 1.0);
                var aside = BorderJitter * Math.Sin(Math.PI * t) * ((2 * random.NextDouble()) - 1);
                return new Coordinate(
                    from.X + (t * (to.X - from.X)) - (aside * (to.Y - from.Y)),
                    from.Y + (t * (to.Y - from.Y)) + (aside * (to.X - from.X)));
            }),
            to,
        ];
    }

    private Coordinate Corner(int column, int row)
    {
        var random = new Random(HashCode(column, row, -1, -1));
        return new Coordinate(
            SouthWest.LongitudeDeg + (ZoneDeg * (column + (CornerJitter * ((2 * random.NextDouble()) - 1)))),
            SouthWest.LatitudeDeg + (ZoneDeg * (row + (CornerJitter * ((2 * random.NextDouble()) - 1)))));
    }

    private static LinearRing Pond(Coordinate[] around)
    {
        var (x, y) = (around.Average(c => c.X), around.Average(c => c.Y));
        var corners = Enumerable.Range(0, PondCorners).Select(i =>
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / PondCorners);
            return new Coordinate(x + (0.1 * ZoneDeg * cos), y + (0.1 * ZoneDeg * sin));
        }).ToArray();
        return new LinearRing([.. corners, corners[0].Copy()]);
    }

    /// <summary>Not <see cref="System.HashCode"/>, which differs from run to run.</summary>
    private int HashCode(int a, int b, int c, int d) =>
        unchecked((((((((seed * 31) + a) * 486_187_739) + b) * 16_777_619) + c) * 92_821) + d);
}
