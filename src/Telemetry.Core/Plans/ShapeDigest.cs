using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using NetTopologySuite.Geometries;

namespace Telemetry.Core.Plans;

/// <summary>
/// Tells whether a place's ground, or who is there, changed between two plan versions. Exact: another first vertex or
/// direction of a ring is another digest, since presences need only be worked out again, never wrongly kept.
/// </summary>
public static class ShapeDigest
{
    private const int Bytes = 16;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    /// <param name="drones">Part of it: another way for drones to be there gives other presences.</param>
    public static string Of(PlaceShape shape, DronePresence drones = default)
    {
        var content = new ArrayBufferWriter<byte>();
        switch (shape)
        {
            case PlaceShape.Disc disc:
                Write(content, 'D');
                Write(content, disc.Center.LongitudeDeg);
                Write(content, disc.Center.LatitudeDeg);
                Write(content, disc.RadiusM);
                break;
            case PlaceShape.Area area:
                Write(content, 'A');
                for (var i = 0; i < area.Geometry.NumGeometries; i++)
                    Write(content, (Polygon)area.Geometry.GetGeometryN(i));
                break;
        }

        if (drones != default)
        {
            Write(content, (int)drones.Mode);
            Write(content, drones.MaxHeightM ?? double.PositiveInfinity);
        }

        return Convert.ToHexStringLower(SHA256.HashData(content.WrittenSpan).AsSpan(0, Bytes));
    }

    // Counts in front of what they count keep different nestings of the same numbers apart.
    private static void Write(ArrayBufferWriter<byte> content, Polygon polygon)
    {
        Write(content, 1 + polygon.NumInteriorRings);
        Write(content, polygon.ExteriorRing);
        for (var i = 0; i < polygon.NumInteriorRings; i++)
            Write(content, polygon.GetInteriorRingN(i));
    }

    private static void Write(ArrayBufferWriter<byte> content, LineString ring)
    {
        Write(content, ring.NumPoints);
        for (var i = 0; i < ring.NumPoints; i++)
        {
            Write(content, ring.CoordinateSequence.GetX(i));
            Write(content, ring.CoordinateSequence.GetY(i));
        }
    }

    private static void Write(ArrayBufferWriter<byte> content, int number)
    {
        BinaryPrimitives.WriteInt32LittleEndian(content.GetSpan(sizeof(int)), number);
        content.Advance(sizeof(int));
    }

    private static void Write(ArrayBufferWriter<byte> content, double number)
    {
        // Minus zero is the same place as zero.
        BinaryPrimitives.WriteDoubleLittleEndian(content.GetSpan(sizeof(double)), number + 0.0);
        content.Advance(sizeof(double));
    }
}
