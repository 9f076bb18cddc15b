using System.Text;
using System.Text.Json;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Output;

/// <summary>Evidence of a gap as one GeoJSON FeatureCollection: the place, the prisms, the fixes.</summary>
internal static class EvidenceMap
{
    public static string Of(GetGapEvidenceResponse evidence)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("type", "FeatureCollection");
            json.WriteStartArray("features");
            WriteReady(json, evidence.PlaceGeojson);
            foreach (var silence in evidence.Silences)
            {
                WriteReady(json, silence.PrismGeojson);
                WriteFix(json, silence.FromFix, silence.Device, "last seen");
                WriteFix(json, silence.ToFix, silence.Device, "seen again");
            }

            foreach (var presence in evidence.Attendances.SelectMany(attendance => attendance.Presences))
            {
                foreach (var fix in presence.EnterFixes)
                    WriteFix(json, fix, presence.Device, "coming in");
                foreach (var fix in presence.LeaveFixes)
                    WriteFix(json, fix, presence.Device, "going out");
            }

            foreach (var fix in evidence.DeviceFixes)
                WriteFix(json, fix, evidence.Gap.Subject, "fix");
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static void WriteReady(Utf8JsonWriter json, string feature)
    {
        if (feature.Length > 0)
            json.WriteRawValue(feature);
    }

    private static void WriteFix(Utf8JsonWriter json, EvidenceFix? fix, string device, string what)
    {
        if (fix is null)
            return;
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("device", ValueText.IdOf(device));
        json.WriteString("type", what);
        json.WriteString("time", fix.FixTime.ToDateTimeOffset().ToString("o"));
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        json.WriteString("type", "Point");
        json.WriteStartArray("coordinates");
        json.WriteNumberValue(fix.Position.LongitudeDeg);
        json.WriteNumberValue(fix.Position.LatitudeDeg);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
