namespace Telemetry.Core.Geo;

/// <summary>The frame in which a device states its position.</summary>
public enum Datum : byte
{
    Wgs84 = 0,

    /// <summary>The shifted frame of maps published in mainland China.</summary>
    Gcj02 = 1,

    /// <summary>Baidu's frame, shifted once more from GCJ-02.</summary>
    Bd09 = 2,
}

/// <summary>Positions from one frame into another. Both ways agree to less than a millimetre.</summary>
public static class DatumConversion
{
    public static GeoPoint ToWgs84(this Datum datum, GeoPoint point) => datum switch
    {
        Datum.Wgs84 => point,
        Datum.Gcj02 => Gcj02.ToWgs84(point),
        Datum.Bd09 => Gcj02.ToWgs84(Bd09.ToGcj02(point)),
        _ => throw new ArgumentOutOfRangeException(nameof(datum), datum, "Unknown datum."),
    };

    public static GeoPoint FromWgs84(this Datum datum, GeoPoint point) => datum switch
    {
        Datum.Wgs84 => point,
        Datum.Gcj02 => Gcj02.FromWgs84(point),
        Datum.Bd09 => Bd09.FromGcj02(Gcj02.FromWgs84(point)),
        _ => throw new ArgumentOutOfRangeException(nameof(datum), datum, "Unknown datum."),
    };
}
