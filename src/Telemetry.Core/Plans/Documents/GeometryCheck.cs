using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Valid;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Whether an area is ground that can be patrolled: of a size, and with no crossing lines.</summary>
internal static class GeometryCheck
{
    private const double MetresPerDegree = 111_195;
    private const double SmallestAreaM2 = 1;
    private const double HalfTurnDeg = 180;

    /// <summary>False after the first fault, which is listed.</summary>
    public static bool Passes(Geometry area, PositionReader faults) =>
        StaysThisSide(area, faults.Fault)
        && IsNotTooWide(area, faults.Fault)
        // A figure of eight may have no area although it spans some; its fault is the crossing.
        && CoversGround(GroundM2(area) < SmallestAreaM2 ? area.ConvexHull() : area, faults)
        && IsSound(area, faults)
        && CoversGround(area, faults);

    /// <summary>Whether zones together are still one place.</summary>
    public static bool PassesTogether(Geometry zones, PlanFeature area)
    {
        return HasNotTooMany(zones, Fault) && StaysThisSide(zones, Fault) && IsNotTooWide(zones, Fault);

        void Fault(string code, string reason) =>
            area.Fault(PlanVocabulary.AppliesTo.Name, code, $"its zones together: {reason}");
    }

    public static string Show(Coordinate position) => $"[{position.X:0.#######}, {position.Y:0.#######}]";

    private static bool HasNotTooMany(Geometry area, Action<string, string> fault)
    {
        if (area.NumPoints <= Limits.PlaceVertices)
            return true;
        fault(PlanFaultCode.TooManyVertices, $"{area.NumPoints:N0} vertices; at most {Limits.PlaceVertices:N0}");
        return false;
    }

    private static bool StaysThisSide(Geometry area, Action<string, string> fault)
    {
        // A place is small, so two vertices half the world apart mean that it reaches around the back.
        var envelope = area.EnvelopeInternal;
        if (envelope.Width <= HalfTurnDeg)
            return true;
        var reason = "it crosses the antimeridian (180 degrees); make it two places, one on each side";
        fault(PlanFaultCode.CrossesAntimeridian, reason);
        return false;
    }

    private static bool IsNotTooWide(Geometry area, Action<string, string> fault)
    {
        var envelope = area.EnvelopeInternal;
        var extentM = MetresPerDegree * Math.Max(envelope.Height, envelope.Width * EastShrink(area));
        if (extentM <= Limits.PlaceExtentM)
            return true;
        var reason = $"it is {extentM / 1000:0} km across; at most {Limits.PlaceExtentM / 1000:0} km";
        fault(PlanFaultCode.TooWide, reason);
        return false;
    }

    private static bool CoversGround(Geometry area, PositionReader faults)
    {
        var areaM2 = GroundM2(area);
        if (areaM2 >= SmallestAreaM2)
            return true;
        faults.Fault(PlanFaultCode.ZeroArea, $"its area is {areaM2:0.##} m2; at least {SmallestAreaM2} m2");
        return false;
    }

    /// <summary>Square metres, near enough for a limit.</summary>
    public static double GroundM2(Geometry area) =>
        area.Area * MetresPerDegree * MetresPerDegree * EastShrink(area);

    /// <summary>How much shorter than a degree of latitude one of longitude is there.</summary>
    private static double EastShrink(Geometry area) => Math.Cos(area.EnvelopeInternal.Centre.Y * Math.PI / 180);

    private static bool IsSound(Geometry area, PositionReader faults)
    {
        if (new IsValidOp(area).ValidationError is not { } error)
            return true;
        var where = error.Coordinate is { } at ? $" at {Show(at)}" : "";
        var (code, reason) = error.ErrorType switch
        {
            TopologyValidationErrors.SelfIntersection or TopologyValidationErrors.RingSelfIntersection =>
                (PlanFaultCode.SelfCrossing, $"its outline crosses or touches itself{where}"),
            TopologyValidationErrors.HoleOutsideShell =>
                (PlanFaultCode.MisplacedRings, $"a hole is outside the outer ring{where}"),
            TopologyValidationErrors.NestedHoles =>
                (PlanFaultCode.MisplacedRings, $"a hole is inside another{where}"),
            TopologyValidationErrors.NestedShells =>
                (PlanFaultCode.MisplacedRings, $"a polygon is inside another{where}"),
            TopologyValidationErrors.DisconnectedInteriors =>
                (PlanFaultCode.MisplacedRings, $"holes cut it apart{where}"),
            TopologyValidationErrors.DuplicateRings =>
                (PlanFaultCode.MisplacedRings, $"two rings are the same{where}"),
            _ => (PlanFaultCode.ZeroArea, $"a ring has fewer than three different positions{where}"),
        };
        faults.Fault(code, reason);
        return false;
    }
}
