using System.Xml;
using NetTopologySuite.Geometries;

namespace Telemetry.Server.Exports;

/// <summary>
/// OGC KML 2.2. Tracks: a line for each stretch without a silence, over the fixes that are used. Others: a placemark
/// for each row, on its ground, the columns as its data.
/// </summary>
internal static class KmlFormat
{
    private const string Namespace = "http://www.opengis.net/kml/2.2";

    public static async Task WriteAsync(ExportSheet sheet, ExportBody body, CancellationToken cancellationToken)
    {
        using var xml = XmlBody.Begin(body);
        xml.WriteStartElement("kml", Namespace);
        xml.WriteStartElement("Document");
        xml.Element("name", sheet.Title);
        var line = new List<ExportRow>();
        await foreach (var row in sheet.Rows.WithCancellation(cancellationToken))
        {
            if (!sheet.IsTrack)
                WritePlacemark(xml, sheet.Columns, row);
            else if (row.Remark is null)
                AddToLine(xml, line, row);
            xml.Flush();
            await body.SendMuchAsync(cancellationToken);
        }

        WriteLine(xml, line);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void AddToLine(XmlWriter xml, List<ExportRow> line, ExportRow row)
    {
        if (line.Count > 0 && line[^1].Stretch != row.Stretch)
        {
            WriteLine(xml, line);
            line.Clear();
        }
        else if (line.Count == ExportLimits.LineFixes)
        {
            WriteLine(xml, line);
            line.RemoveRange(0, line.Count - 1);
        }

        line.Add(row);
    }

    /// <summary>One fix alone is a point.</summary>
    private static void WriteLine(XmlWriter xml, List<ExportRow> line)
    {
        if (line.Count == 0)
            return;
        xml.WriteStartElement("Placemark");
        xml.Element("name", line[0].Title);
        WriteTime(xml, line[0].StartUs, line[^1].StartUs);
        xml.WriteStartElement(line.Count == 1 ? "Point" : "LineString");
        xml.WriteStartElement("coordinates");
        foreach (var row in line)
        {
            xml.WriteString(XmlBody.Show(row.Point!.Value.LongitudeDeg) + ",");
            xml.WriteString(XmlBody.Show(row.Point!.Value.LatitudeDeg) + " ");
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WritePlacemark(XmlWriter xml, ExportColumn[] columns, ExportRow row)
    {
        xml.WriteStartElement("Placemark");
        xml.Element("name", row.Title);
        WriteTime(xml, row.StartUs, row.EndUs);
        xml.WriteStartElement("ExtendedData");
        for (var i = 0; i < columns.Length; i++)
        {
            if (!row.Values[i].IsPresent)
                continue;
            xml.WriteStartElement("Data");
            xml.WriteAttributeString("name", columns[i].Name);
            xml.WriteElementString("value", XmlBody.Clean(row.Values[i].Show(columns[i].Type)));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        if (row.Point is { } point)
            WritePoint(xml, new Coordinate(point.LongitudeDeg, point.LatitudeDeg));
        else if (row.Ground is { } ground)
            WriteGround(xml, ground);
        xml.WriteEndElement();
    }

    private static void WriteTime(XmlWriter xml, long? startUs, long? endUs)
    {
        if (startUs is null && endUs is null)
            return;
        xml.WriteStartElement("TimeSpan");
        if (startUs is { } start)
            xml.WriteElementString("begin", ExportValue.ShowTime(start));
        if (endUs is { } end)
            xml.WriteElementString("end", ExportValue.ShowTime(end));
        xml.WriteEndElement();
    }

    private static void WriteGround(XmlWriter xml, Geometry ground)
    {
        var isMany = ground.NumGeometries > 1;
        if (isMany)
            xml.WriteStartElement("MultiGeometry");
        for (var i = 0; i < ground.NumGeometries; i++)
            WritePolygon(xml, (Polygon)ground.GetGeometryN(i));
        if (isMany)
            xml.WriteEndElement();
    }

    private static void WritePolygon(XmlWriter xml, Polygon polygon)
    {
        xml.WriteStartElement("Polygon");
        WriteRing(xml, "outerBoundaryIs", polygon.ExteriorRing);
        foreach (var hole in polygon.InteriorRings)
            WriteRing(xml, "innerBoundaryIs", hole);
        xml.WriteEndElement();
    }

    private static void WriteRing(XmlWriter xml, string element, LineString ring)
    {
        xml.WriteStartElement(element);
        xml.WriteStartElement("LinearRing");
        xml.WriteElementString("coordinates", string.Join(' ', ring.Coordinates.Select(Show)));
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WritePoint(XmlWriter xml, Coordinate at)
    {
        xml.WriteStartElement("Point");
        xml.WriteElementString("coordinates", Show(at));
        xml.WriteEndElement();
    }

    private static string Show(Coordinate at) => $"{XmlBody.Show(at.X)},{XmlBody.Show(at.Y)}";
}
