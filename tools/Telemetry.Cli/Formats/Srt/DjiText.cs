using System.Text.RegularExpressions;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Srt;

/// <summary>
/// What DJI drones write into the subtitles of their films. Three ways are known: <c>GPS(a,b,sats)</c> with
/// <c>BAROMETER:</c> (Mavic Pro), the same with an altitude as <c>0.0M</c> in third place (Matrice 300), <c>GPS (a,
/// b, sats), … H 85.80m</c> with gimbal angles (Phantom 4 RTK), and since then <c>[latitude: …] [longitude: …]
/// [rel_alt: … abs_alt: …]</c>.
/// </summary>
internal static partial class DjiText
{
    private const string Num = @"([-+]?\d+(?:\.\d+)?)";

    /// <summary>Null when the text holds no whole position.</summary>
    public static GeoPoint? Position(string text, GpsOrder? order)
    {
        if (Tuple().Match(text) is { Success: true } tuple)
        {
            var (first, second) = (NumberIn(tuple, 1), NumberIn(tuple, 2));
            var isLatitudeFirst = (order ?? OrderOf(tuple, first)) == GpsOrder.LatLon;
            return isLatitudeFirst ? new GeoPoint(first, second) : new GeoPoint(second, first);
        }

        return First(Latitude(), text) is { } latitudeDeg && First(Longitude(), text) is { } longitudeDeg
            ? new GeoPoint(latitudeDeg, longitudeDeg)
            : null;
    }

    /// <summary>
    /// The date and time as written, without a zone; null when the film was made by a model that writes none.
    /// </summary>
    public static string? LocalTime(string text)
    {
        var match = DateLine().Match(text);
        return match.Success ? match.Groups[1].Value + Fraction(match.Groups[2].Value, match.Groups[3].Value) : null;
    }

    public static Report ToReport(string text, GeoPoint position, long fixTimeUs) => new()
    {
        FixTimeUs = fixTimeUs,
        Position = position,
        AltitudeM = (float?)(First(AbsoluteAltitude(), text) ?? TupleAltitude(text)),
        HeightM = (float?)(First(Barometer(), text) ?? First(HeightH(), text) ?? First(RelativeAltitude(), text)),
        SpeedMps = (float?)First(HorizontalSpeed(), text),
        Camera = Camera(text),
    };

    /// <summary>
    /// The form tells the order: where the third number is an altitude with its unit (Matrice 300) latitude comes
    /// first; where it is a count of satellites (Mavic Pro, Phantom 4 RTK) longitude does. A first number beyond ±90
    /// is a longitude anyway.
    /// </summary>
    private static GpsOrder OrderOf(Match tuple, double first) =>
        tuple.Groups[4].Length > 0 && Math.Abs(first) <= 90 ? GpsOrder.LatLon : GpsOrder.LonLat;

    /// <summary>
    /// The Matrice 300 writes 0.0M on the ground and in the air alike, so a zero is not a measurement.
    /// </summary>
    private static double? TupleAltitude(string text)
    {
        var tuple = Tuple().Match(text);
        return tuple.Groups[4].Length > 0 && NumberIn(tuple, 3) is not 0 and var altitudeM ? altitudeM : null;
    }

    /// <summary>The field of view depends on model and zoom, which the text does not tell.</summary>
    private static CameraPose? Camera(string text)
    {
        if (GimbalPitchRollYaw().Match(text) is { Success: true } gimbal)
            return new CameraPose((float)NumberIn(gimbal, 1), FixRules.Direction(NumberIn(gimbal, 3)), null, null);
        var (pitchDeg, yawDeg) = (First(GimbalPitch(), text), First(GimbalYaw(), text));
        return pitchDeg is null && yawDeg is null
            ? null
            : new CameraPose((float?)pitchDeg, FixRules.Direction(yawDeg), null, null);
    }

    /// <summary>Milliseconds, and on some models microseconds after another comma.</summary>
    private static string Fraction(string milliseconds, string microseconds) =>
        milliseconds.Length == 0 ? "" : $".{milliseconds}{microseconds}";

    private static double NumberIn(Match match, int group) => FieldText.Number(match.Groups[group].ValueSpan)!.Value;

    private static double? First(Regex pattern, string text) =>
        pattern.Match(text) is { Success: true } match ? NumberIn(match, 1) : null;

    [GeneratedRegex(@"GPS\s*\(\s*" + Num + @"\s*,\s*" + Num + @"\s*,\s*" + Num + @"\s*(M?)\s*\)")]
    private static partial Regex Tuple();

    [GeneratedRegex(@"\[\s*latitude\s*:\s*" + Num + @"\s*\]")]
    private static partial Regex Latitude();

    // Some models spell it "longtitude".
    [GeneratedRegex(@"\[\s*longt?itude\s*:\s*" + Num + @"\s*\]")]
    private static partial Regex Longitude();

    [GeneratedRegex(@"(\d{4}[-.]\d{2}[-.]\d{2} \d{2}:\d{2}:\d{2})(?:[.,](\d{3}))?(?:[.,](\d{3}))?")]
    private static partial Regex DateLine();

    [GeneratedRegex(@"BAROMETER\s*:\s*" + Num)]
    private static partial Regex Barometer();

    [GeneratedRegex(@"\bH\s+" + Num + "m")]
    private static partial Regex HeightH();

    [GeneratedRegex(@"\brel_alt\s*:\s*" + Num)]
    private static partial Regex RelativeAltitude();

    [GeneratedRegex(@"\babs_alt\s*:\s*" + Num)]
    private static partial Regex AbsoluteAltitude();

    [GeneratedRegex(@"\bH\.S\s+" + Num + "m/s")]
    private static partial Regex HorizontalSpeed();

    [GeneratedRegex(@"G\.PRY\s*\(\s*" + Num + @"°?\s*,\s*" + Num + @"°?\s*,\s*" + Num + @"°?\s*\)")]
    private static partial Regex GimbalPitchRollYaw();

    [GeneratedRegex(@"\bgb_pitch\s*:\s*" + Num)]
    private static partial Regex GimbalPitch();

    [GeneratedRegex(@"\bgb_yaw\s*:\s*" + Num)]
    private static partial Regex GimbalYaw();
}
