using System.Text;
using System.Text.Json;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Cover;

namespace Telemetry.Server.Query.Cells;

/// <summary>Cells as a GeoJSON FeatureCollection in WGS-84, for a map.</summary>
internal static class CellsGeoJson
{
    /// <summary>Some 1 cm.</summary>
    private const int Decimals = 7;

    public static string Of(GetCellsResponse answer, CellTimes times)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartObject("properties");
            WriteFigures(json, answer, times);
            json.WriteEndObject();
            json.WriteStartArray("features");
            for (var cell = 0; cell < times.Count; cell++)
                WriteCell(json, times, cell);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteFigures(Utf8JsonWriter json, GetCellsResponse answer, CellTimes times)
    {
        json.WriteString("place", answer.Place);
        json.WriteString("name", answer.DisplayName);
        json.WriteString("at", TimeUs.ToTime(times.AtUs));
        json.WriteString("window_start", TimeUs.ToTime(times.FromUs));
        json.WriteNumber("cell_m", times.CellM);
        json.WriteNumber("cells", times.Count);
        json.WriteNumber("seen", answer.SeenCount);
        if (answer.FreshWithin is { } within)
        {
            json.WriteNumber("fresh_within_s", within.ToTimeSpan().TotalSeconds);
            json.WriteNumber("fresh", answer.FreshCount);
        }

        json.WriteNumber("unseen_devices", answer.UnseenCount);
    }

    private static void WriteCell(Utf8JsonWriter json, CellTimes times, int cell)
    {
        var (column, row) = times.SpotOf(cell);
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteNumber("row", row);
        json.WriteNumber("column", column);
        if (times.SeenUs(cell) is { } seenUs)
        {
            json.WriteString("last_seen", TimeUs.ToTime(seenUs));
            json.WriteNumber("age_s", (times.AtUs - seenUs) / (double)TimeUs.PerSecond);
        }
        else
        {
            json.WriteNull("last_seen");
            json.WriteNull("age_s");
        }

        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Polygon");
        json.WriteStartArray("coordinates");
        WriteRing(json, times, column, row);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteRing(Utf8JsonWriter json, CellTimes times, int column, int row)
    {
        json.WriteStartArray();
        foreach (var (right, up) in new[] { (0, 0), (1, 0), (1, 1), (0, 1), (0, 0) })
        {
            json.WriteStartArray();
            var eastDeg = (column + right) * times.CellLongitudeDeg;
            var northDeg = (row + up) * times.CellLatitudeDeg;
            json.WriteNumberValue(Math.Round(times.Origin.LongitudeDeg + eastDeg, Decimals));
            json.WriteNumberValue(Math.Round(times.Origin.LatitudeDeg + northDeg, Decimals));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }
}
