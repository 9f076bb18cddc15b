namespace Telemetry.Core.Tracks;

/// <summary>
/// Where a drone's camera looks. Pitch −90° is straight down, 0° the horizon; yaw is clockwise from true north.
/// </summary>
public sealed record CameraPose(float? PitchDeg, float? YawDeg, float? HorizontalFovDeg, float? VerticalFovDeg);
