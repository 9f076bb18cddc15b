using System.Globalization;
using System.Text;
using System.Xml;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Gpx;

/// <summary>
/// GPX 1.1 with one track of one segment. Speed and course have no element in 1.1, so they go into Garmin's
/// TrackPointExtension v2, which most programs read.
/// </summary>
internal static class GpxWriter
{
    private const string Gpx = "http://www.topografix.com/GPX/1/1";
    private const string Extension = "http://www.garmin.com/xmlschemas/TrackPointExtension/v2";

    /// <summary>xsd:decimal knows no exponent; ten decimals of a degree are a hundredth of a millimetre.</summary>
    private const string DegreeFormat = "0.##########";
    private const string DecimalFormat = "0.######";

    private const int FixesPerFlush = 1_000;

    private static readonly XmlWriterSettings Settings = new()
    {
        Async = true,
        Indent = true,
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
    };

    public static async Task<long> WriteAsync(
        string deviceId, IAsyncEnumerable<StoredFix> fixes, Stream destination, CancellationToken cancellationToken)
    {
        await using var xml = XmlWriter.Create(destination, Settings);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "gpx", Gpx);
        await xml.WriteAttributeStringAsync(null, "version", null, "1.1");
        await xml.WriteAttributeStringAsync(null, "creator", null, "patrol");
        await xml.WriteAttributeStringAsync("xmlns", "gpxtpx", null, Extension);
        await xml.WriteStartElementAsync(null, "trk", Gpx);
        await xml.WriteElementStringAsync(null, "name", Gpx, deviceId);
        await xml.WriteStartElementAsync(null, "trkseg", Gpx);

        long count = 0;
        await foreach (var fix in fixes.WithCancellation(cancellationToken))
        {
            await WritePointAsync(xml, fix.Report);
            if (++count % FixesPerFlush == 0)
                await xml.FlushAsync();
        }

        await xml.WriteEndDocumentAsync();
        await xml.FlushAsync();
        return count;
    }

    private static async Task WritePointAsync(XmlWriter xml, Report fix)
    {
        await xml.WriteStartElementAsync(null, "trkpt", Gpx);
        await xml.WriteAttributeStringAsync(null, "lat", null, Text(fix.Position.LatitudeDeg, DegreeFormat));
        await xml.WriteAttributeStringAsync(null, "lon", null, Text(fix.Position.LongitudeDeg, DegreeFormat));
        if (fix.AltitudeM is { } altitudeM)
            await xml.WriteElementStringAsync(null, "ele", Gpx, Text(altitudeM, DecimalFormat));
        await xml.WriteElementStringAsync(null, "time", Gpx, TimeText.FromUs(fix.FixTimeUs));
        if (fix.SpeedMps is not null || fix.HeadingDeg is not null)
            await WriteMotionAsync(xml, fix);
        await xml.WriteEndElementAsync();
    }

    private static async Task WriteMotionAsync(XmlWriter xml, Report fix)
    {
        await xml.WriteStartElementAsync(null, "extensions", Gpx);
        await xml.WriteStartElementAsync("gpxtpx", "TrackPointExtension", Extension);
        if (fix.SpeedMps is { } speedMps)
            await xml.WriteElementStringAsync("gpxtpx", "speed", Extension, Text(speedMps, DecimalFormat));
        if (fix.HeadingDeg is { } headingDeg)
            await xml.WriteElementStringAsync("gpxtpx", "course", Extension, Text(headingDeg, DecimalFormat));
        await xml.WriteEndElementAsync();
        await xml.WriteEndElementAsync();
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
