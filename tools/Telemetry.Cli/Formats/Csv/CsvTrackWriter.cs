using CsvHelper;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Formats.Csv;

/// <summary>
/// One line per fix with everything that was measured; an empty field was not. Times are ISO 8601 in UTC. The only
/// export that loses nothing, and read back without a mapping.
/// </summary>
internal static class CsvTrackWriter
{
    private static readonly CsvWriterOptions Options = new() { NewLine = "\n" };

    /// <summary>
    /// Units are in the names; <c>status</c> is empty when the device told none, <c>unused</c> when the fix is used for
    /// presence.
    /// </summary>
    private static readonly string[] Header =
    [
        "device", "time", "latitude_deg", "longitude_deg", "altitude_m", "height_m", "speed_mps", "heading_deg",
        "accuracy_m", "battery_percent", "status",
        "camera_pitch_deg", "camera_yaw_deg", "camera_horizontal_fov_deg", "camera_vertical_fov_deg", "unused",
    ];

    public static async Task<long> WriteAsync(
        string deviceId, IAsyncEnumerable<StoredFix> fixes, Stream destination, CancellationToken cancellationToken)
    {
        await using var csv = CsvWriter.Create(destination, Options, leaveOpen: true);
        csv.WriteRecord(Header);
        long count = 0;
        await foreach (var fix in fixes.WithCancellation(cancellationToken))
        {
            WriteFields(csv, deviceId, fix.Report);
            csv.WriteField(fix.Unused);
            await csv.EndRecordAsync(cancellationToken);
            count++;
        }

        return count;
    }

    private static void WriteFields(CsvWriter csv, string deviceId, in Report fix)
    {
        csv.WriteField(deviceId);
        csv.WriteField(TimeText.FromUs(fix.FixTimeUs));
        csv.WriteField(fix.Position.LatitudeDeg);
        csv.WriteField(fix.Position.LongitudeDeg);
        csv.WriteField(fix.AltitudeM);
        csv.WriteField(fix.HeightM);
        csv.WriteField(fix.SpeedMps);
        csv.WriteField(fix.HeadingDeg);
        csv.WriteField(fix.AccuracyM);
        csv.WriteField(fix.BatteryPercent);
        csv.WriteField(fix.Status == DeviceStatus.Unspecified ? "" : fix.Status.ToString());
        csv.WriteField(fix.Camera?.PitchDeg);
        csv.WriteField(fix.Camera?.YawDeg);
        csv.WriteField(fix.Camera?.HorizontalFovDeg);
        csv.WriteField(fix.Camera?.VerticalFovDeg);
    }
}
