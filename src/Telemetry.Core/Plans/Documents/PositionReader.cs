using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads positions of one feature, each [longitude, latitude] in degrees, up to the first wrong one.</summary>
internal sealed class PositionReader(PlanFeature feature)
{
    public const string Member = "geometry";

    /// <summary>Of the feature's positions so far.</summary>
    private int _count;

    /// <summary>Null when there was a fault; then nothing more of the geometry is worth reading.</summary>
    public Coordinate[]? ReadAll(JsonElement positions)
    {
        if (positions.ValueKind is not JsonValueKind.Array)
        {
            Fault(PlanFaultCode.BadCoordinates, $"must be an array of positions, not {JsonText.Describe(positions)}");
            return null;
        }

        _count += positions.GetArrayLength();
        if (_count > Limits.PlaceVertices)
        {
            Fault(PlanFaultCode.TooManyVertices, $"must have at most {Limits.PlaceVertices:N0} vertices");
            return null;
        }

        var read = new Coordinate[positions.GetArrayLength()];
        var next = 0;
        foreach (var position in positions.EnumerateArray())
        {
            if (Read(position, positions) is not { } coordinate)
                return null;
            read[next++] = coordinate;
        }

        return read;
    }

    /// <param name="position">An array of two or more numbers; those after the second (heights) are not read.</param>
    /// <param name="context">What it belongs to, to tell one bad position from swapped ones.</param>
    public Coordinate? Read(JsonElement position, JsonElement context)
    {
        if (!TryNumbers(position, out var longitude, out var latitude))
        {
            Fault(PlanFaultCode.BadCoordinates, "each position must be [longitude, latitude] in degrees");
            return null;
        }

        if (Math.Abs(longitude) <= 180 && Math.Abs(latitude) <= 90)
        {
            if (longitude != 0 || latitude != 0)
                return new(longitude, latitude);
            Fault(PlanFaultCode.NullIsland, "a position is exactly (0, 0), where positions that were never set end up");
            return null;
        }

        var hint = LooksSwapped(context) ? "; latitude and longitude look swapped" : "";
        Fault(
            PlanFaultCode.CoordinatesOutOfRange,
            $"[{longitude:R}, {latitude:R}] is not a longitude of -180 to 180 and a latitude of -90 to 90{hint}");
        return null;
    }

    public void Fault(string code, string reason) => feature.Fault(Member, code, reason);

    private static bool TryNumbers(JsonElement position, out double longitude, out double latitude)
    {
        longitude = latitude = double.NaN;
        if (position.ValueKind is not JsonValueKind.Array || position.GetArrayLength() < 2)
            return false;
        var (x, y) = (position[0], position[1]);
        return x.ValueKind is JsonValueKind.Number && x.TryGetDouble(out longitude)
            && y.ValueKind is JsonValueKind.Number && y.TryGetDouble(out latitude);
    }

    /// <summary>Every position would be one with its numbers the other way round.</summary>
    private static bool LooksSwapped(JsonElement context)
    {
        return context[0].ValueKind is JsonValueKind.Array
            ? context.EnumerateArray().All(IsSwapped)
            : IsSwapped(context);

        static bool IsSwapped(JsonElement position) =>
            TryNumbers(position, out var first, out var second) && Math.Abs(first) <= 90 && Math.Abs(second) <= 180;
    }
}
