using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using Fault = Patrol.Telemetry.V1.AttendanceFault;
using Report = Telemetry.Core.Tracks.Report;

namespace Telemetry.Server.Query.Evidence;

/// <summary>Evidence in the contract's words.</summary>
internal static class EvidenceMessages
{
    public static EvidenceFix ToMessage(in Report report)
    {
        var message = new EvidenceFix
        {
            FixTime = Times.ToTimestamp(report.FixTimeUs),
            ReceiveTime = Times.ToTimestamp(report.ReceiveTimeUs),
            Position = new GeoPoint
            {
                LatitudeDeg = report.Position.LatitudeDeg,
                LongitudeDeg = report.Position.LongitudeDeg,
            },
        };
        if (report.AccuracyM is { } accuracyM)
            message.AccuracyM = accuracyM;
        if (report.BatteryPercent is { } batteryPercent)
            message.BatteryPercent = batteryPercent;
        return message;
    }

    public static AttendanceEvidence ToMessage(SeenAttendance attendance)
    {
        var message = new AttendanceEvidence
        {
            ObservedDwell = DurationOf(attendance.StartUs, attendance.EndUs),
            PossibleDwell = DurationOf(attendance.EarliestUs, attendance.LatestUs),
            Counts = attendance.Counts,
        };
        if (attendance.ReachedUs is { } reachedUs)
            message.ReachedTime = Times.ToTimestamp(reachedUs);
        message.Faults.AddRange(attendance.Faults.Select(fault => (Fault)fault));
        message.Presences.AddRange(attendance.Presences.Select(presence => ToMessage(presence)));
        return message;
    }

    public static SilenceEvidence ToMessage(string deviceId, PossibleStay stay, TrackStretch stretch, long lookedAtUs)
    {
        var message = new SilenceEvidence
        {
            Device = ResourceNames.Device(deviceId),
            Kind = (DeviceKind)stretch.Track.Kind,
            PossibleStartTime = Times.ToTimestamp(stay.FromUs),
            TopSpeedMps = stay.Prism.TopSpeedMps,
            SettledBy = FindingWords.SettledBy(deviceId, stay.Prism),
            PrismGeojson = EvidenceGeoJson.Of(deviceId, stay.Prism, lookedAtUs),
        };
        if (stay.Prism.From is { } from)
            message.FromFix = ToMessage(stretch.ReportOf(from));
        if (stay.Prism.To is { } to)
            message.ToFix = ToMessage(stretch.ReportOf(to));
        if (stay.UntilUs is { } untilUs)
            message.PossibleEndTime = Times.ToTimestamp(untilUs);
        return message;
    }

    public static LateReports ToMessage(LateSpan late) => new()
    {
        Device = ResourceNames.Device(late.DeviceId),
        Interval = new TimeInterval
        {
            StartTime = Times.ToTimestamp(late.FromUs),
            EndTime = Times.ToTimestamp(late.ToUs),
        },
    };

    private static PresenceEvidence ToMessage(in Presence presence) => new()
    {
        Device = ResourceNames.Device(presence.DeviceId),
        Kind = (DeviceKind)presence.Kind,
        EnterTime = Times.ToTimestamp(presence.StartUs),
        LeaveTime = Times.ToTimestamp(presence.EndUs),
        EarliestEnterTime = Times.ToTimestamp(presence.EarliestUs),
        LatestLeaveTime = Times.ToTimestamp(presence.LatestUs),
    };

    private static Duration DurationOf(long fromUs, long toUs) => TimeSpan.FromMicroseconds(toUs - fromUs).ToDuration();
}
