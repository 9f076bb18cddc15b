using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Gpx;

/// <summary>One <c>trkpt</c> as text, before anybody believes it.</summary>
internal sealed class GpxPoint(string? latitude, string? longitude)
{
    private readonly Dictionary<string, string> values = new(StringComparer.Ordinal);

    public string? Time => values.GetValueOrDefault("time");

    /// <param name="isOwn">A direct child of the point, not one of an extension.</param>
    public static bool Takes(string element, bool isOwn) =>
        element is "speed" or "course" || (isOwn && element is "ele" or "time" or "hdop");

    public void Set(string element, string value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            values[element] = value.Trim();
    }

    /// <summary>Null with the reason when it cannot be a report.</summary>
    public Report? ToReport(TimeZoneInfo zone, out string fault)
    {
        fault = "";
        if (latitude is null || longitude is null)
            fault = "point without lat or lon";
        else if (FieldText.Number(latitude) is not { } latitudeDeg)
            fault = $"lat {FieldText.Quote(latitude)} is not a number";
        else if (FieldText.Number(longitude) is not { } longitudeDeg)
            fault = $"lon {FieldText.Quote(longitude)} is not a number";
        else if (Time is null)
            fault = "point without time";
        else if (TimeText.ToUs(Time, zone) is not { } us)
            fault = $"time {FieldText.Quote(Time)} is not understood";
        else if (FirstNonNumber() is { } bad)
            fault = $"{bad.Key} {FieldText.Quote(bad.Value)} is not a number";
        else
            return new Report
            {
                FixTimeUs = us,
                Position = new GeoPoint(latitudeDeg, longitudeDeg),
                AltitudeM = (float?)NumberOf("ele"),
                SpeedMps = (float?)NumberOf("speed"),
                HeadingDeg = FixRules.Direction(NumberOf("course")),
                AccuracyM = Dilution.ToAccuracyM(NumberOf("hdop")),
            };
        return null;
    }

    private KeyValuePair<string, string>? FirstNonNumber()
    {
        foreach (var value in values)
            if (value.Key != "time" && FieldText.Number(value.Value) is null)
                return value;
        return null;
    }

    private double? NumberOf(string element) =>
        values.TryGetValue(element, out var text) ? FieldText.Number(text) : null;
}
