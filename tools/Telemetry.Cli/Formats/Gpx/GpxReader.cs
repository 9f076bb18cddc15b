using System.Xml;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Gpx;

/// <summary>
/// GPX 1.0 and 1.1 (https://www.topografix.com/gpx.asp), whatever namespace a writer gave it. Speed and course are
/// taken from 1.0's own elements and from the 1.1 extensions that carry them by the same names, in the same m/s and
/// degrees.
/// </summary>
internal sealed class GpxReader
{
    private readonly XmlReader xml;
    private readonly TrackCollector collector;
    private readonly TimeZoneInfo zone;
    private int points;
    private int timedPoints;

    private GpxReader(XmlReader xml, TrackCollector collector, TimeZoneInfo zone)
    {
        this.xml = xml;
        this.collector = collector;
        this.zone = zone;
    }

    private long Line => ((IXmlLineInfo)xml).LineNumber;

    public static async Task ReadAsync(
        Stream stream, TrackCollector collector, TrackReadOptions options, CancellationToken cancellationToken)
    {
        var settings = new XmlReaderSettings
        {
            Async = true,
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = TrackLimits.FileBytes,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        using var xml = XmlReader.Create(stream, settings);
        var reader = new GpxReader(xml, collector, options.TimeZone);
        try
        {
            await reader.ReadDocumentAsync(cancellationToken);
        }
        catch (XmlException broken) when (collector.FixCount > 0)
        {
            // Recorders die in mid-file: what was whole before is worth keeping, and the fault says that the rest is
            // missing.
            collector.Fault(broken.LineNumber, $"the file breaks off here and the rest is not read: {OneLine(broken)}");
        }
        catch (XmlException broken)
        {
            throw collector.Refusal(broken.LineNumber, $"not readable as GPX: {OneLine(broken)}", broken);
        }

        if (reader.points > 0 && reader.timedPoints == 0)
            throw collector.Refusal(null, $"GPX without times: none of its {reader.points:N0} points has one");
    }

    private async Task ReadDocumentAsync(CancellationToken cancellationToken)
    {
        await xml.MoveToContentAsync();
        if (xml.LocalName != "gpx")
            throw collector.Refusal(Line, $"not GPX: its root is <{xml.LocalName}>");

        Track? track = null;
        while (await xml.ReadAsync())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "trk")
                track = collector.StartTrack();
            else if (xml.LocalName == "trkpt" && track is not null)
                await ReadPointAsync(track);
        }

        if (track is null)
            throw collector.Refusal(null, "GPX without tracks: routes and waypoints alone are not replayed");
    }

    private async Task ReadPointAsync(Track track)
    {
        var line = Line;
        var point = new GpxPoint(xml.GetAttribute("lat"), xml.GetAttribute("lon"));
        if (!xml.IsEmptyElement)
            await ReadPointContentAsync(point);

        points++;
        timedPoints += point.Time is null ? 0 : 1;
        if (point.ToReport(zone, out var fault) is { } fix)
            collector.Add(track, line, fix);
        else
            collector.Fault(line, fault);
    }

    private async Task ReadPointContentAsync(GpxPoint point)
    {
        var depth = xml.Depth;
        await xml.ReadAsync();
        while (xml.Depth > depth)
        {
            // Extensions nest, and their elements carry other meanings under the same names, but for speed and course.
            var isOwn = xml.Depth == depth + 1;
            if (xml.NodeType != XmlNodeType.Element || !GpxPoint.Takes(xml.LocalName, isOwn))
                await xml.ReadAsync();
            else
                point.Set(xml.LocalName, await xml.ReadElementContentAsStringAsync());
        }
    }

    private static string OneLine(XmlException broken) => broken.Message.ReplaceLineEndings(" ");
}
