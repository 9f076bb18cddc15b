using Telemetry.Core.Tracks;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>A report as a line: the key, which is the same for a whole batch, then fields and time.</summary>
internal static class ReportLine
{
    /// <summary>All fields of one report with their longest values.</summary>
    private const int FieldsBytes = 15 * (20 + LineWriter.NumberBytes);

    private const int KeyNamesBytes = 64;

    /// <summary>False when line protocol cannot carry this device's names at all.</summary>
    public static bool CanHold(ReportBatch batch) =>
        batch.Device.Id.Length > 0 && LineText.CanBeTag(batch.Device.Id) && LineText.CanBeTag(batch.Device.Unit)
        && LineText.CanBeTag(batch.ExerciseId);

    /// <summary>False for a report without a place or with a time outside 1677…2262.</summary>
    public static bool CanHold(in Report report) =>
        InfluxTime.CanHold(report.FixTimeUs)
        && double.IsFinite(report.Position.LatitudeDeg) && double.IsFinite(report.Position.LongitudeDeg);

    /// <summary>Adds those reports of a batch whose outcome is to be stored.</summary>
    public static void AddAll(LineBuffer lines, ReportBatch batch, ReadOnlySpan<AppendOutcome> outcomes)
    {
        var measurement = Measurement.OfReports(batch.ExerciseId);
        var keyBytes = KeyNamesBytes + (LineText.BytesPerChar * (
            measurement.Length + batch.Device.Id.Length + batch.Device.Unit.Length));
        Span<byte> key = keyBytes <= 1024 ? stackalloc byte[keyBytes] : new byte[keyBytes];
        key = key[..WriteKey(key, measurement, batch.Device)];
        var reports = batch.Reports.Span;
        for (var i = 0; i < reports.Length; i++)
        {
            if (outcomes[i] == AppendOutcome.Stored)
                Add(lines, key, in reports[i]);
        }
    }

    private static int WriteKey(Span<byte> destination, string measurement, DeviceIdentity device)
    {
        // Tags in the order of their names spare influxd the sorting.
        var key = new LineWriter(destination);
        key.Tag(default, measurement);
        key.Tag(",device="u8, LineText.Kept(device.Id));
        key.Tag(",kind="u8, KindName.Of(device.Kind));
        key.Tag(",unit="u8, LineText.Kept(device.Unit));
        return key.Length;
    }

    private static void Add(LineBuffer lines, ReadOnlySpan<byte> key, in Report report)
    {
        var line = new LineWriter(lines.Reserve(key.Length + FieldsBytes));
        line.Raw(key);
        line.Field(ReportFields.LatitudeDeg, report.Position.LatitudeDeg);
        line.Field(ReportFields.LongitudeDeg, report.Position.LongitudeDeg);
        if (report.ReceiveTimeUs != 0)
            line.Field(ReportFields.ReceiveDelayUs, unchecked(report.ReceiveTimeUs - report.FixTimeUs));
        line.Field(ReportFields.AltitudeM, report.AltitudeM);
        line.Field(ReportFields.HeightM, report.HeightM);
        line.Field(ReportFields.SpeedMps, report.SpeedMps);
        line.Field(ReportFields.HeadingDeg, report.HeadingDeg);
        line.Field(ReportFields.AccuracyM, report.AccuracyM);
        line.Field(ReportFields.BatteryPercent, report.BatteryPercent);
        if (report.Status != DeviceStatus.Unspecified)
            line.Field(ReportFields.Status, (long)report.Status);
        if (report.Camera is { } camera)
        {
            line.Field(ReportFields.CameraPitchDeg, camera.PitchDeg);
            line.Field(ReportFields.CameraYawDeg, camera.YawDeg);
            line.Field(ReportFields.CameraHorizontalFovDeg, camera.HorizontalFovDeg);
            line.Field(ReportFields.CameraVerticalFovDeg, camera.VerticalFovDeg);
        }

        if (report.TooLate)
            line.Field(ReportFields.TooLate, true);
        line.End(InfluxTime.ToNs(report.FixTimeUs));
        lines.Advance(line.Length);
    }
}
