using NetTopologySuite.Geometries;
using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>A place of the plan as a patrol sees it: somewhere to be for a while every so often.</summary>
internal sealed class Stop
{
    private const int TriesInside = 64;

    // Where a rule asks nothing, a look now and then.
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromHours(1);
    private static readonly TimeSpan DefaultDwell = TimeSpan.FromSeconds(30);

    private readonly Place _place;

    // In metres; null for a disc.
    private readonly Geometry? _heart;

    public Stop(Place place, LocalFrame frame, long startUs)
    {
        (_place, LastVisitUs) = (place, startUs);
        Rule = place.Rules.OfType<OverdueRule>().FirstOrDefault();
        Center = frame.ToMeters(CenterOf(place.Shape));
        _heart = place.Shape is PlaceShape.Area area ? HeartOf(frame.ToMeters(area.Geometry)) : null;
    }

    public OverdueRule? Rule { get; }

    public Offset Center { get; }

    public TimeSpan Dwell => Rule?.Visit.MinDwell ?? DefaultDwell;

    /// <summary>End of the last dwell, as the squad remembers it.</summary>
    public long LastVisitUs { get; set; }

    /// <summary>Somebody is on the way or there.</summary>
    public bool IsTaken { get; set; }

    public bool Accepts(DeviceKind kind) => Rule?.Accepts(kind) ?? true;

    /// <summary>1 when a visit is just due.</summary>
    public double UrgencyAt(long us)
    {
        var idle = TimeUs.ToSpan(us, LastVisitUs);
        return _place.Weight * Math.Pow(idle / (Rule?.MaxInterval ?? DefaultInterval), 2);
    }

    /// <summary>A point so far inside that a few steps around it do not lead out.</summary>
    public Offset PointInside(SeededRandom random)
    {
        if (_place.Shape is PlaceShape.Disc disc)
        {
            var offM = disc.RadiusM * 0.6 * Math.Sqrt(random.NextDouble());
            return Center + Offset.Polar(offM, random.Between(0, 2 * Math.PI));
        }

        var box = _heart!.EnvelopeInternal;
        for (var i = 0; i < TriesInside; i++)
        {
            var point = new Coordinate(random.Between(box.MinX, box.MaxX), random.Between(box.MinY, box.MaxY));
            if (_heart.Contains(_heart.Factory.CreatePoint(point)))
                return new Offset(point.X, point.Y);
        }

        return Center;
    }

    public static GeoPoint CenterOf(PlaceShape shape) => shape switch
    {
        PlaceShape.Disc disc => disc.Center,
        PlaceShape.Area area => new GeoPoint(area.Geometry.InteriorPoint.Y, area.Geometry.InteriorPoint.X),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    };

    /// <summary>The ground without its edge; all of it where it is nothing but edge.</summary>
    private static Geometry HeartOf(Geometry ground)
    {
        var heart = ground.Buffer(-DeviceWalk.StrollReachM);
        return heart.IsEmpty ? ground : heart;
    }
}
