using Telemetry.Core.Tracks;

namespace Telemetry.Core.Geo;

/// <summary>What a drone's camera sees of flat ground.</summary>
internal static class Footprint
{
    /// <summary>
    /// Ground further than this in front, behind or beside the drone is not taken as seen: near the horizon an image
    /// has kilometres of ground in a few rows, on which nobody could be made out.
    /// </summary>
    public const double FarEdgeM = 500;

    /// <summary>No corner of a footprint is further from the point below the drone.</summary>
    public const double FarthestM = FarEdgeM * 1.5;

    /// <summary>
    /// The quadrilateral around the point below the drone; null when the camera sees no ground within
    /// <see cref="FarEdgeM"/>, or when height, direction or field of view is not known: nothing is guessed.
    /// </summary>
    /// <param name="heightM">Above the ground.</param>
    public static FootprintQuad? Of(CameraPose? camera, double? heightM)
    {
        if (heightM is not > 0 || camera is not
            {
                PitchDeg: { } pitchDeg,
                YawDeg: { } yawDeg,
                HorizontalFovDeg: > 0 and < 180 and var wideDeg,
                VerticalFovDeg: > 0 and < 180 and var highDeg,
            })
            return null;
        var down = -pitchDeg * Wgs84.RadPerDeg;
        var half = highDeg * Wgs84.RadPerDeg / 2;
        var nearM = AheadM(down + half, heightM.Value);
        var farM = AheadM(down - half, heightM.Value);
        if (!(nearM < farM))
            return null;

        var (sin, cos) = Math.SinCos(down);
        var spread = Math.Tan(wideDeg * Wgs84.RadPerDeg / 2);
        var nearHalfM = HalfWidthM(nearM);
        var farHalfM = HalfWidthM(farM);
        var (yawSin, yawCos) = Math.SinCos(yawDeg * Wgs84.RadPerDeg);
        return new FootprintQuad(
            Turned(-nearHalfM, nearM), Turned(nearHalfM, nearM), Turned(farHalfM, farM), Turned(-farHalfM, farM));

        // How far the ground is along the way the camera looks decides how wide the image's row is there.
        double HalfWidthM(double aheadM) =>
            Math.Clamp(spread * ((aheadM * cos) + (heightM.Value * sin)), 0, FarEdgeM);

        Vec Turned(double rightM, double aheadM) =>
            new((rightM * yawCos) + (aheadM * yawSin), (aheadM * yawCos) - (rightM * yawSin));
    }

    /// <summary>Where a row of the image that looks down by this angle meets the ground.</summary>
    private static double AheadM(double downRad, double heightM) => downRad switch
    {
        <= 0 => FarEdgeM,
        >= Math.PI => -FarEdgeM,
        _ => Math.Clamp(heightM / Math.Tan(downRad), -FarEdgeM, FarEdgeM),
    };
}
