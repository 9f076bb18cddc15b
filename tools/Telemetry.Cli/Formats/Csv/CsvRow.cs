using CsvHelper;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Csv;

/// <summary>
/// Turns one record into a report. A field that is filled but makes no sense condemns its row: the columns may have
/// shifted.
/// </summary>
internal sealed class CsvRow(CsvColumns columns, TimeZoneInfo zone)
{
    private string? fault;

    /// <summary>Null with the reason when it cannot be one.</summary>
    public Report? ToReport(CsvReader record, out string? reason)
    {
        fault = null;
        var latitude = Needed(CsvField.Latitude, record);
        var longitude = Needed(CsvField.Longitude, record);
        var us = Time(record);
        var report = new Report
        {
            FixTimeUs = us,
            Position = new GeoPoint(latitude, longitude),
            AltitudeM = Optional(CsvField.Altitude, record),
            HeightM = Optional(CsvField.Height, record),
            SpeedMps = Optional(CsvField.Speed, record),
            HeadingDeg = FixRules.Direction(Optional(CsvField.Heading, record)),
            // Phones write -1 for an accuracy they do not know.
            AccuracyM = Optional(CsvField.Accuracy, record) is >= 0 and var accuracyM ? accuracyM : null,
            BatteryPercent = Optional(CsvField.Battery, record),
            Status = Status(record),
            Camera = Camera(record),
        };
        reason = fault;
        return fault is null ? report : null;
    }

    private long Time(CsvReader record)
    {
        var text = columns.TextOf(CsvField.Time, record);
        if (TimeText.ToUs(text, zone, columns.TimeUnit) is { } us)
            return us;
        fault ??= text.Length == 0 ? "no time" : $"time {FieldText.Quote(text)} is not understood";
        return 0;
    }

    private double Needed(CsvField field, CsvReader record)
    {
        var text = columns.TextOf(field, record);
        if (IsEmpty(text))
            fault ??= $"no {CsvMapping.NameOf(field)}";
        else if (FieldText.Number(text) is { } value)
            return value;
        else
            fault ??= $"{CsvMapping.NameOf(field)} {FieldText.Quote(text)} is not a number";
        return 0;
    }

    private float? Optional(CsvField field, CsvReader record)
    {
        var text = columns.TextOf(field, record);
        if (IsEmpty(text))
            return null;
        if (FieldText.Number(text) is { } value)
            return (float)(value * columns.FactorOf(field));
        fault ??= $"{CsvMapping.NameOf(field)} {FieldText.Quote(text)} is not a number";
        return null;
    }

    private DeviceStatus Status(CsvReader record)
    {
        var text = columns.TextOf(CsvField.Status, record);
        // Other tools have a status column with words or numbers of their own, which say nothing here.
        var isWord = text.Length > 0 && char.IsLetter(text[0]);
        return isWord && Enum.TryParse<DeviceStatus>(text, ignoreCase: true, out var status)
            ? status
            : DeviceStatus.Unspecified;
    }

    private CameraPose? Camera(CsvReader record)
    {
        var pose = new CameraPose(
            Optional(CsvField.CameraPitch, record),
            Optional(CsvField.CameraYaw, record),
            Optional(CsvField.CameraHorizontalFov, record),
            Optional(CsvField.CameraVerticalFov, record));
        return pose == new CameraPose(null, null, null, null) ? null : pose;
    }

    /// <summary>The ways in which data tools write a missing value.</summary>
    private static bool IsEmpty(string text) =>
        text.Length == 0 || text.ToLowerInvariant() is "nan" or "null" or "none" or "na" or "n/a";
}
