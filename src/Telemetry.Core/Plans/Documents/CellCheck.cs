using System.Collections.Immutable;
using Telemetry.Core.Cover;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Keeps in bounds what is remembered for cover: a moment for each cell of a place.</summary>
internal static class CellCheck
{
    public static void Check(PlanFeature feature, PlaceShape shape, ImmutableArray<PlaceRule> rules)
    {
        if (CellsOf(shape, rules) is > Limits.PlaceCells and var cells)
            Fault(feature, $"about {cells:N0} cells; at most {Limits.PlaceCells:N0}: "
                + "make them larger, or the place smaller");
        else if (LatticeOf(shape, rules) is > Limits.CellLattice and var lattice)
            Fault(feature, $"a lattice of {lattice:N0} cells over the place's box; at most {Limits.CellLattice:N0}: "
                + "make them larger, or cut the place in parts that are less long");
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

    /// <summary>Over the box of the place: a long, thin one that runs askew has few cells in a great lattice.</summary>
    private static double LatticeOf(PlaceShape shape, ImmutableArray<PlaceRule> rules) =>
        rules.OfType<CoverRule>().FirstOrDefault() is { } cover ? CellTimes.LatticeOf(shape, cover.CellM) : 0;

    private static void Fault(PlanFeature feature, string reason) =>
        feature.Fault(PlanVocabulary.CellM.Name, PlanFaultCode.TooManyCells, reason);
}
