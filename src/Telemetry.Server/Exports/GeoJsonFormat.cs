using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Telemetry.Core.Geo;

namespace Telemetry.Server.Exports;

/// <summary>RFC 7946: a FeatureCollection with a feature for each row, the columns as its properties.</summary>
internal static class GeoJsonFormat
{
    // Names in any script stay readable; the answer is no page.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task WriteAsync(ExportSheet sheet, ExportBody body, CancellationToken cancellationToken)
    {
        await using var json = new Utf8JsonWriter(body, Options);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        await foreach (var row in sheet.Rows.WithCancellation(cancellationToken))
        {
            Write(json, sheet.Columns, row);
            json.Flush();
            await body.SendMuchAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExportColumn[] columns, ExportRow row)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        Write(json, row);
        json.WriteStartObject("properties");
        for (var i = 0; i < columns.Length; i++)
            Write(json, columns[i], row.Values[i]);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ExportColumn column, in ExportValue value)
    {
        if (!value.IsPresent)
            json.WriteNull(column.Name);
        else if (column.Type == ExportType.Whole)
            json.WriteNumber(column.Name, value.Whole);
        else if (column.Type == ExportType.Single)
            json.WriteNumber(column.Name, (float)value.Number);
        else if (column.Type == ExportType.Double)
            json.WriteNumber(column.Name, value.Number);
        else if (column.Type == ExportType.Flag)
            json.WriteBoolean(column.Name, value.Whole != 0);
        else
            json.WriteString(column.Name, value.Show(column.Type));
    }

    private static void Write(Utf8JsonWriter json, ExportRow row)
    {
        if (row.Point is { } point)
            WriteShape(json, "Point", () => Write(json, point));
        else if (row.Ground is Polygon polygon)
            WriteShape(json, "Polygon", () => Write(json, polygon));
        else if (row.Ground is MultiPolygon many)
            WriteShape(json, "MultiPolygon", () => WriteArray(json, many.Geometries, one => Write(json, (Polygon)one)));
        else
            json.WriteNullValue();
    }

    private static void WriteShape(Utf8JsonWriter json, string type, Action coordinates)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WritePropertyName("coordinates");
        coordinates();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Polygon polygon) => WriteArray(
        json,
        [polygon.ExteriorRing, .. polygon.InteriorRings],
        ring => WriteArray(json, ring.Coordinates, at => Write(json, new GeoPoint(at.Y, at.X))));

    private static void WriteArray<T>(Utf8JsonWriter json, T[] all, Action<T> write)
    {
        json.WriteStartArray();
        foreach (var one in all)
            write(one);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, GeoPoint point)
    {
        json.WriteStartArray();
        json.WriteNumberValue(point.LongitudeDeg);
        json.WriteNumberValue(point.LatitudeDeg);
        json.WriteEndArray();
    }
}
