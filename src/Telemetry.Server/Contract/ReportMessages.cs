using Telemetry.Core.Tracks;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Contract;

/// <summary>A stored report in the contract's words.</summary>
internal static class ReportMessages
{
    public static V1.TrackPoint ToTrackPoint(in MarkedReport marked) => new()
    {
        Report = ToMessage(marked.Report),
        ReceiveTime = Times.ToTimestamp(marked.Report.ReceiveTimeUs),
        TooLate = marked.Report.TooLate,
        UnusedReason = (V1.UnusedReason)(marked.Unused ?? 0),
    };

    private static V1.Report ToMessage(in Report report)
    {
        var message = new V1.Report
        {
            FixTimeUnixUs = (ulong)report.FixTimeUs,
            LatitudeDeg = report.Position.LatitudeDeg,
            LongitudeDeg = report.Position.LongitudeDeg,
            Status = (V1.DeviceStatus)report.Status,
        };
        if (report.AltitudeM is { } altitudeM)
            message.AltitudeM = altitudeM;
        if (report.HeightM is { } heightM)
            message.HeightM = heightM;
        if (report.SpeedMps is { } speedMps)
            message.SpeedMps = speedMps;
        if (report.HeadingDeg is { } headingDeg)
            message.HeadingDeg = headingDeg;
        if (report.AccuracyM is { } accuracyM)
            message.AccuracyM = accuracyM;
        if (report.BatteryPercent is { } batteryPercent)
            message.BatteryPercent = batteryPercent;
        if (report.Camera is { } camera)
            message.Camera = ToMessage(camera);
        return message;
    }

    private static V1.CameraPose ToMessage(CameraPose camera)
    {
        var message = new V1.CameraPose();
        if (camera.PitchDeg is { } pitchDeg)
            message.PitchDeg = pitchDeg;
        if (camera.YawDeg is { } yawDeg)
            message.YawDeg = yawDeg;
        if (camera.HorizontalFovDeg is { } horizontalDeg)
            message.HorizontalFovDeg = horizontalDeg;
        if (camera.VerticalFovDeg is { } verticalDeg)
            message.VerticalFovDeg = verticalDeg;
        return message;
    }
}
