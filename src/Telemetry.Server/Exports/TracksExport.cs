using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;
using Telemetry.Server.Query;
using Telemetry.Storage;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Exports;

/// <summary>Stored reports, device by device, with what is not used and why.</summary>
internal static class TracksExport
{
    private static readonly ExportColumn[] Columns =
    [
        new("device", ExportType.Text), new("kind", ExportType.Text), new("unit", ExportType.Text),
        new("fix_time", ExportType.Time), new("receive_time", ExportType.Time),
        new("latitude_deg", ExportType.Double), new("longitude_deg", ExportType.Double),
        new("altitude_m", ExportType.Single), new("height_m", ExportType.Single), new("speed_mps", ExportType.Single),
        new("heading_deg", ExportType.Single), new("accuracy_m", ExportType.Single),
        new("battery_percent", ExportType.Single), new("status", ExportType.Text),
        new("camera_pitch_deg", ExportType.Single), new("camera_yaw_deg", ExportType.Single),
        new("camera_hfov_deg", ExportType.Single), new("camera_vfov_deg", ExportType.Single),
        new("too_late", ExportType.Flag), new("unused_reason", ExportType.Text),
    ];

    public static async Task<ExportSheet> OpenAsync(
        ExportQuestion question, ILedger ledger, IReportStore reports, CancellationToken cancellationToken)
    {
        question.Refuse("area", "does not choose tracks, which are of devices; use device");
        var exercise = question.Exercise;
        var roll = await FleetRoll.ReadAsync(exercise, ledger, cancellationToken);
        var devices = new List<V1.Device>();
        var wanted = question.Devices.ToHashSet();
        foreach (var device in roll.After(null))
        {
            var (_, id) = ResourceNames.ParseChild(device.Name, "devices", "name");
            if (question.Devices.Length == 0 || wanted.Remove(id))
                devices.Add(device);
        }

        if (wanted.Count > 0)
            throw Fault.NotFound(FaultReasons.DeviceNotFound, ResourceNames.Device(exercise.Id, wanted.First()));
        var rows = ReadAsync(question, devices, reports, cancellationToken);
        return new ExportSheet("tracks", Columns, rows, IsTrack: true);
    }

    private static async IAsyncEnumerable<ExportRow> ReadAsync(
        ExportQuestion question, List<V1.Device> devices, IReportStore reports,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var exercise = question.Exercise;
        var stretch = 0;
        foreach (var device in devices)
        {
            var (_, id) = ResourceNames.ParseChild(device.Name, "devices", "name");
            var kind = (DeviceKind)device.Kind;
            var track = new MarkedTrack(reports, exercise.Id, id, kind, question.AsOfUs ?? long.MaxValue);
            stretch++;
            Report? before = null;
            await foreach (var marked in track.ReadAsync(question.Range, exercise.Settings, cancellationToken))
            {
                var report = marked.Report;
                if (before is { } last && IsPause(exercise, last, report, kind))
                    stretch++;
                if (marked.Unused is null)
                    before = report;
                yield return RowOf(id, device, marked, stretch);
            }
        }
    }

    /// <summary>No leg leads over a silence, nor on from where a device went off duty.</summary>
    private static bool IsPause(Exercises.Exercise exercise, in Report from, in Report to, DeviceKind kind) =>
        from.Status == DeviceStatus.OffDuty
        || to.FixTimeUs - from.FixTimeUs > TimeUs.Of(exercise.Settings.After(Fix.Of(from, kind)).SilenceAfter);

    private static ExportRow RowOf(string id, V1.Device device, in MarkedReport marked, int stretch)
    {
        var report = marked.Report;
        var reason = marked.Unused is { } unused ? ExportWords.Of(unused) : null;
        return new ExportRow(
        [
            id, ExportWords.Of(device.Kind), device.Unit, report.FixTimeUs,
            report.ReceiveTimeUs == 0 ? default(ExportValue) : report.ReceiveTimeUs,
            report.Position.LatitudeDeg, report.Position.LongitudeDeg, report.AltitudeM, report.HeightM,
            report.SpeedMps, report.HeadingDeg, report.AccuracyM, report.BatteryPercent, ExportWords.Of(report.Status),
            report.Camera?.PitchDeg, report.Camera?.YawDeg, report.Camera?.HorizontalFovDeg,
            report.Camera?.VerticalFovDeg, report.TooLate, reason,
        ])
        {
            Title = device.CallSign.Length > 0 ? $"{id} ({device.CallSign})" : id,
            StartUs = report.FixTimeUs,
            Point = report.Position,
            AltitudeM = report.AltitudeM,
            Remark = reason,
            Stretch = stretch,
        };
    }
}
