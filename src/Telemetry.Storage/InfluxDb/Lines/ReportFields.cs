namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// The names of a report's tags and fields. A field that was not measured is absent, since each one costs influxd:
/// most reports have five to eight.
/// </summary>
internal static class ReportFields
{
    public const string Device = "device";
    public const string Kind = "kind";
    public const string Unit = "unit";

    /// <summary>In the order of a query's columns; the readers' switch follows it.</summary>
    public static readonly string[] Columns =
    [
        Kind, Unit, "latitude_deg", "longitude_deg", "receive_delay_us", "altitude_m", "height_m", "speed_mps",
        "heading_deg", "accuracy_m", "battery_percent", "status", "camera_pitch_deg", "camera_yaw_deg",
        "camera_hfov_deg", "camera_vfov_deg", "too_late",
    ];

    public static ReadOnlySpan<byte> LatitudeDeg => "latitude_deg"u8;

    public static ReadOnlySpan<byte> LongitudeDeg => "longitude_deg"u8;

    /// <summary>Receive time minus fix time: an integer that can be charted as it is, and of half the digits.</summary>
    public static ReadOnlySpan<byte> ReceiveDelayUs => "receive_delay_us"u8;

    public static ReadOnlySpan<byte> AltitudeM => "altitude_m"u8;

    public static ReadOnlySpan<byte> HeightM => "height_m"u8;

    public static ReadOnlySpan<byte> SpeedMps => "speed_mps"u8;

    public static ReadOnlySpan<byte> HeadingDeg => "heading_deg"u8;

    public static ReadOnlySpan<byte> AccuracyM => "accuracy_m"u8;

    public static ReadOnlySpan<byte> BatteryPercent => "battery_percent"u8;

    public static ReadOnlySpan<byte> Status => "status"u8;

    public static ReadOnlySpan<byte> CameraPitchDeg => "camera_pitch_deg"u8;

    public static ReadOnlySpan<byte> CameraYawDeg => "camera_yaw_deg"u8;

    public static ReadOnlySpan<byte> CameraHorizontalFovDeg => "camera_hfov_deg"u8;

    public static ReadOnlySpan<byte> CameraVerticalFovDeg => "camera_vfov_deg"u8;

    public static ReadOnlySpan<byte> TooLate => "too_late"u8;

    /// <summary>Columns as a query lists them.</summary>
    public static string Select(IEnumerable<string> columns) =>
        string.Join(',', columns.Select(column => $"\"{column}\""));
}
