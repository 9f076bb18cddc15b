using System.Globalization;
using CsCheck;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Overlay;
using NetTopologySuite.Operation.OverlayNG;
using Telemetry.Core.Plans;
using static Telemetry.Core.Tests.Plans.Documents.PlanText;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class CompositePropertyTests
{
    private const double Degrees = 0.001;

    /// <summary>A joint that slivers make hard is snapped: some square centimetres over hundreds of metres.</summary>
    private const double HairSqDeg = 1e-12;

    // Corners on a grid or a hair beside it, so that zones share edges, overlap by slivers, or nearly touch.
    private static readonly Gen<double> GenAt =
        Gen.Select(Gen.Int[0, 8], Gen.OneOf(Gen.Const(0.0), Gen.Double[-1e-9, 1e-9]))
            .Select((n, off) => n * Degrees + off);

    private static readonly Gen<string> GenZone =
        from x in GenAt
        from y in GenAt
        from corners in Gen.Select(Gen.Double[0.3, 3], Gen.Double[0.3, 3]).Select((width, height) => (width, height))
            .Array[3, 3]
        select Ring(Outline(121 + x, 31 + y, corners));

    [Fact]
    public void Parse_ZonesHoweverTheyLie_AreOneSoundPlaceTogether() =>
        GenZone.Array[1, 30].Sample(zones =>
        {
            var plan = PlanOf(
            [
                Area("a", "'applies_to':'area','max_interval_min':30"),
                .. zones.Select((zone, i) => Zone($"z{i}", "'area':'a'", zone)),
            ]);
            var whole = GroundOf(Assert.Single(plan.Composites));
            var parts = plan.Places.Select(GroundOf).ToList();
            return whole.IsValid
                && whole.Area <= parts.Sum(part => part.Area) + HairSqDeg
                && parts.All(part => OutsideOf(whole, part).Area < HairSqDeg && whole.Intersects(part.InteriorPoint));
        }, iter: 60);

    private static Geometry GroundOf(Place place) => ((PlaceShape.Area)place.Shape).Geometry;

    /// <summary>By the overlay that slivers do not upset: the plain one gives up on some of these.</summary>
    private static Geometry OutsideOf(Geometry whole, Geometry part) =>
        OverlayNGRobust.Overlay(part, whole, SpatialFunction.Difference);

    /// <summary>A star-shaped ring around a point.</summary>
    private static IEnumerable<string> Outline(double x, double y, (double Width, double Height)[] corners)
    {
        var (a, b, c) = (corners[0], corners[1], corners[2]);
        (double X, double Y)[] ring =
            [(a.Width, 0), (0, a.Height), (-b.Width, 0), (-c.Width / 4, -c.Height / 4), (0, -b.Height), (a.Width, 0)];
        return ring.Select(at => string.Create(
            CultureInfo.InvariantCulture, $"{x + (at.X * Degrees):R},{y + (at.Y * Degrees):R}"));
    }
}
