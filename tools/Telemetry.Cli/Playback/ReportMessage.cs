using Proto = Patrol.Telemetry.V1;
using Tracks = Telemetry.Core.Tracks;

namespace Telemetry.Cli.Playback;

/// <summary>A report as it travels, from one as tracks hold it, and back.</summary>
internal static class ReportMessage
{
    public static Proto.Report From(in Tracks.Report report)
    {
        var message = new Proto.Report
        {
            FixTimeUnixUs = (ulong)report.FixTimeUs,
            LatitudeDeg = report.Position.LatitudeDeg,
            LongitudeDeg = report.Position.LongitudeDeg,
            Status = (Proto.DeviceStatus)report.Status,
        };
        if (report.AltitudeM is { } altitude)
            message.AltitudeM = altitude;
        if (report.HeightM is { } height)
            message.HeightM = height;
        if (report.SpeedMps is { } speed)
            message.SpeedMps = speed;
        if (report.HeadingDeg is { } heading)
            message.HeadingDeg = heading;
        if (report.AccuracyM is { } accuracy)
            message.AccuracyM = accuracy;
        if (report.BatteryPercent is { } battery)
            message.BatteryPercent = battery;
        if (report.Camera is { } camera)
            message.Camera = From(camera);
        return message;
    }

    public static Tracks.Report ToTrack(Proto.Report message) => new()
    {
        FixTimeUs = (long)message.FixTimeUnixUs,
        Position = new(message.LatitudeDeg, message.LongitudeDeg),
        AltitudeM = message.HasAltitudeM ? message.AltitudeM : null,
        HeightM = message.HasHeightM ? message.HeightM : null,
        SpeedMps = message.HasSpeedMps ? message.SpeedMps : null,
        HeadingDeg = message.HasHeadingDeg ? message.HeadingDeg : null,
        AccuracyM = message.HasAccuracyM ? message.AccuracyM : null,
        BatteryPercent = message.HasBatteryPercent ? message.BatteryPercent : null,
        Status = (Tracks.DeviceStatus)message.Status,
        Camera = message.Camera is { } camera ? ToTrack(camera) : null,
    };

    public static Proto.CameraPose From(Tracks.CameraPose camera)
    {
        var message = new Proto.CameraPose();
        if (camera.PitchDeg is { } pitch)
            message.PitchDeg = pitch;
        if (camera.YawDeg is { } yaw)
            message.YawDeg = yaw;
        if (camera.HorizontalFovDeg is { } width)
            message.HorizontalFovDeg = width;
        if (camera.VerticalFovDeg is { } height)
            message.VerticalFovDeg = height;
        return message;
    }

    private static Tracks.CameraPose ToTrack(Proto.CameraPose camera) => new(
        camera.HasPitchDeg ? camera.PitchDeg : null,
        camera.HasYawDeg ? camera.YawDeg : null,
        camera.HasHorizontalFovDeg ? camera.HorizontalFovDeg : null,
        camera.HasVerticalFovDeg ? camera.VerticalFovDeg : null);
}
