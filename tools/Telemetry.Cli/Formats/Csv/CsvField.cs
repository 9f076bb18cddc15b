namespace Telemetry.Cli.Formats.Csv;

/// <summary>What a column can hold.</summary>
internal enum CsvField
{
    Time = 1,
    Latitude,
    Longitude,
    Altitude,
    Height,
    Speed,
    Heading,
    Accuracy,
    Battery,
    Device,
    Status,
    CameraPitch,
    CameraYaw,
    CameraHorizontalFov,
    CameraVerticalFov,
}
