using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Keeps in bounds what is remembered for cover: a moment for each cell of a place.</summary>
internal static class CellCheck
{
    public static void Check(PlanFeature feature, PlaceShape shape, ImmutableArray<PlaceRule> rules)
    {
        if (CellsOf(shape, rules) is not (> Limits.PlaceCells and var cells))
            return;
        var reason = $"about {cells:N0} cells; at most {Limits.PlaceCells:N0}: make them larger, or the place smaller";
        feature.Fault(PlanVocabulary.CellM.Name, PlanFaultCode.TooManyCells, reason);
    }

    /// <summary>About how many, by the ground.</summary>
    public static double CellsOf(PlaceShape shape, ImmutableArray<PlaceRule> rules)
    {
        if (rules.OfType<CoverRule>().FirstOrDefault() is not { } cover)
            return 0;
        var groundM2 = shape is PlaceShape.Disc disc
            ? Math.PI * disc.RadiusM * disc.RadiusM
            : GeometryCheck.GroundM2(((PlaceShape.Area)shape).Geometry);
        return Math.Ceiling(groundM2 / (cover.CellM * cover.CellM));
    }
}
