using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;

namespace Telemetry.Server.Exports;

/// <summary>One row of a table, and what a map needs of it.</summary>
/// <param name="Values">One for each column.</param>
internal sealed record ExportRow(ExportValue[] Values)
{
    /// <summary>What a map calls it.</summary>
    public string Title { get; init; } = "";

    public long? StartUs { get; init; }

    public long? EndUs { get; init; }

    /// <summary>Where it is; null when it is nowhere, or has <see cref="Ground"/>.</summary>
    public GeoPoint? Point { get; init; }

    /// <summary>A Polygon or MultiPolygon.</summary>
    public Geometry? Ground { get; init; }

    /// <summary>Fixes of a track with the same number are one line; of another device, or after a silence, another.
    /// </summary>
    public int Stretch { get; init; }

    /// <summary>Of a fix: metres above sea level, and why it is not used.</summary>
    public float? AltitudeM { get; init; }

    public string? Remark { get; init; }

    /// <summary>One point for it: within its ground.</summary>
    public GeoPoint? Middle => Point
        ?? (Ground?.InteriorPoint is { IsEmpty: false } inside ? new GeoPoint(inside.Y, inside.X) : null);

    /// <summary>The same on a place's ground: a post is its middle.</summary>
    public ExportRow On(PlaceShape? shape) => shape switch
    {
        PlaceShape.Disc disc => this with { Point = disc.Center },
        PlaceShape.Area area => this with { Ground = area.Geometry },
        _ => this,
    };
}
