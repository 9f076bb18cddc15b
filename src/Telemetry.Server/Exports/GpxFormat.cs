using System.Xml;
using Telemetry.Core.Geo;

namespace Telemetry.Server.Exports;

/// <summary>
/// GPX 1.1. Tracks: a track for each device, a segment for each stretch without a silence; a fix that is not used says
/// why in its comment. Others: a waypoint for each row that is somewhere, its columns in the description.
/// </summary>
internal static class GpxFormat
{
    private const string Namespace = "http://www.topografix.com/GPX/1/1";

    public static async Task WriteAsync(ExportSheet sheet, ExportBody body, CancellationToken cancellationToken)
    {
        using var xml = XmlBody.Begin(body);
        xml.WriteStartElement("gpx", Namespace);
        xml.WriteAttributeString("version", "1.1");
        xml.WriteAttributeString("creator", "patrol telemetry");
        xml.WriteStartElement("metadata");
        xml.Element("name", sheet.Title);
        xml.WriteEndElement();
        ExportRow? before = null;
        await foreach (var row in sheet.Rows.WithCancellation(cancellationToken))
        {
            if (sheet.IsTrack)
                WriteFix(xml, before, row);
            else
                WriteWaypoint(xml, sheet.Columns, row);
            before = row;
            xml.Flush();
            await body.SendMuchAsync(cancellationToken);
        }

        if (sheet.IsTrack && before is not null)
            EndTrack(xml);
        xml.WriteEndElement();
    }

    private static void WriteFix(XmlWriter xml, ExportRow? before, ExportRow row)
    {
        if (before?.Title != row.Title)
        {
            if (before is not null)
                EndTrack(xml);
            xml.WriteStartElement("trk");
            xml.Element("name", row.Title);
            xml.WriteStartElement("trkseg");
        }
        else if (before.Stretch != row.Stretch)
        {
            xml.WriteEndElement();
            xml.WriteStartElement("trkseg");
        }

        WriteStart(xml, "trkpt", row.Point!.Value);
        if (row.AltitudeM is { } altitudeM)
            xml.WriteElementString("ele", XmlBody.Show(altitudeM));
        xml.WriteElementString("time", ExportValue.ShowTime(row.StartUs!.Value));
        xml.Element("cmt", row.Remark);
        xml.WriteEndElement();
    }

    private static void EndTrack(XmlWriter xml)
    {
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteWaypoint(XmlWriter xml, ExportColumn[] columns, ExportRow row)
    {
        if (row.Middle is not { } middle)
            return;
        WriteStart(xml, "wpt", middle);
        if (row.StartUs is { } us)
            xml.WriteElementString("time", ExportValue.ShowTime(us));
        xml.Element("name", row.Title);
        var said = columns.Zip(row.Values).Where(pair => pair.Second.IsPresent)
            .Select(pair => $"{pair.First.Name}={pair.Second.Show(pair.First.Type)}");
        xml.Element("desc", string.Join("; ", said));
        xml.WriteEndElement();
    }

    private static void WriteStart(XmlWriter xml, string element, GeoPoint point)
    {
        xml.WriteStartElement(element);
        xml.WriteAttributeString("lat", XmlBody.Show(point.LatitudeDeg));
        xml.WriteAttributeString("lon", XmlBody.Show(point.LongitudeDeg));
    }
}
