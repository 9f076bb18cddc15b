using Telemetry.Core;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>
/// The edge: turns the contract's report into the domain's, or says why it cannot be one. Everything behind it may rely
/// on finite numbers in range, WGS-84 and a believable time.
/// </summary>
/// <param name="clockUs">The exercise's clock, against which future and age are judged.</param>
/// <param name="receiveUs">The wall clock.</param>
internal readonly struct ReportDecoder(Datum datum, long clockUs, long receiveUs)
{
    private readonly long _newestUs = clockUs + TimeUs.Of(Limits.Future);
    private readonly long _oldestUs = clockUs - TimeUs.Of(Limits.Retention);

    /// <summary>Null when the report is good; else why it is refused.</summary>
    public ReportFault? Decode(V1.Report message, out Report report)
    {
        report = default;
        if (FaultOf(message) is { } fault)
            return fault;
        if (CameraFaultOf(message.Camera) is { } cameraFault)
            return cameraFault;
        report = new Report
        {
            FixTimeUs = (long)message.FixTimeUnixUs,
            ReceiveTimeUs = receiveUs,
            Position = datum.ToWgs84(new GeoPoint(message.LatitudeDeg, message.LongitudeDeg)),
            AltitudeM = message.HasAltitudeM ? message.AltitudeM : null,
            HeightM = message.HasHeightM ? message.HeightM : null,
            SpeedMps = message.HasSpeedMps ? message.SpeedMps : null,
            HeadingDeg = message.HasHeadingDeg ? message.HeadingDeg : null,
            AccuracyM = message.HasAccuracyM ? message.AccuracyM : null,
            BatteryPercent = message.HasBatteryPercent ? message.BatteryPercent : null,
            Status = (DeviceStatus)message.Status,
            Camera = CameraOf(message.Camera),
        };
        return null;
    }

    private ReportFault? FaultOf(V1.Report message)
    {
        // NaN is in no range: each test asks for what is right, never for what is wrong.
        if (!(message.LatitudeDeg is >= -90 and <= 90))
            return ReportFault.Position("latitude_deg", message.LatitudeDeg, -90, 90);
        if (!(message.LongitudeDeg is >= -180 and <= 180))
            return ReportFault.Position("longitude_deg", message.LongitudeDeg, -180, 180);
        if (message.LatitudeDeg == 0 && message.LongitudeDeg == 0)
            return ReportFault.NullIsland;
        if (message.FixTimeUnixUs > (ulong)Math.Max(0, _newestUs))
            return ReportFault.Future(message.FixTimeUnixUs, clockUs);
        if ((long)message.FixTimeUnixUs < _oldestUs)
            return ReportFault.TooOld(message.FixTimeUnixUs, clockUs);
        if (message.Status is < V1.DeviceStatus.Unspecified or > V1.DeviceStatus.Fault)
            return ReportFault.Status((int)message.Status);
        if (message.HasAltitudeM && !(message.AltitudeM is >= -1_000 and <= 20_000))
            return ReportFault.Field("altitude_m", message.AltitudeM, -1_000, 20_000);
        if (message.HasHeightM && !(message.HeightM is >= -500 and <= 10_000))
            return ReportFault.Field("height_m", message.HeightM, -500, 10_000);
        if (message.HasSpeedMps && !(message.SpeedMps is >= 0 and <= 150))
            return ReportFault.Field("speed_mps", message.SpeedMps, 0, 150);
        if (message.HasHeadingDeg && !(message.HeadingDeg is >= 0 and <= 360))
            return ReportFault.Field("heading_deg", message.HeadingDeg, 0, 360);
        if (message.HasAccuracyM && !(message.AccuracyM is >= 0 and <= 100_000))
            return ReportFault.Field("accuracy_m", message.AccuracyM, 0, 100_000);
        if (message.HasBatteryPercent && !(message.BatteryPercent is >= 0 and <= 100))
            return ReportFault.Field("battery_percent", message.BatteryPercent, 0, 100);
        return null;
    }

    private static ReportFault? CameraFaultOf(V1.CameraPose? camera)
    {
        if (camera is null)
            return null;
        if (camera.HasPitchDeg && !(camera.PitchDeg is >= -90 and <= 90))
            return ReportFault.Field("camera.pitch_deg", camera.PitchDeg, -90, 90);
        if (camera.HasYawDeg && !(camera.YawDeg is >= 0 and <= 360))
            return ReportFault.Field("camera.yaw_deg", camera.YawDeg, 0, 360);
        if (camera.HasHorizontalFovDeg && !(camera.HorizontalFovDeg is > 0 and < 180))
            return ReportFault.Field("camera.horizontal_fov_deg", camera.HorizontalFovDeg, 0, 180);
        if (camera.HasVerticalFovDeg && !(camera.VerticalFovDeg is > 0 and < 180))
            return ReportFault.Field("camera.vertical_fov_deg", camera.VerticalFovDeg, 0, 180);
        return null;
    }

    private static CameraPose? CameraOf(V1.CameraPose? camera) => camera is null
        ? null
        : new CameraPose(
            camera.HasPitchDeg ? camera.PitchDeg : null,
            camera.HasYawDeg ? camera.YawDeg : null,
            camera.HasHorizontalFovDeg ? camera.HorizontalFovDeg : null,
            camera.HasVerticalFovDeg ? camera.VerticalFovDeg : null);
}
