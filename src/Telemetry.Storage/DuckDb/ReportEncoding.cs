using System.Buffers.Binary;
using System.Text;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Storage.DuckDb;

/// <summary>A batch as bytes, for the journal: little-endian; what was not measured takes no room.</summary>
internal static class ReportEncoding
{
    private const int FixedReportBytes = 4 * sizeof(long) + 1 + sizeof(ushort);
    private const int OptionalFields = 10;
    private const int MaxReportBytes = FixedReportBytes + OptionalFields * sizeof(float);
    private const ushort TooLate = 1 << 14;
    private const ushort HasCamera = 1 << 15;

    /// <summary>Room that <see cref="Write"/> may need.</summary>
    public static int MaxBytes(ReportBatch batch) =>
        4 * sizeof(int) + 1
        + Encoding.UTF8.GetMaxByteCount(batch.ExerciseId.Length + batch.Device.Id.Length + batch.Device.Unit.Length)
        + batch.Reports.Length * MaxReportBytes;

    /// <summary>Writes the reports that were stored; returns how many bytes.</summary>
    public static int Write(Span<byte> into, ReportBatch batch, ReadOnlySpan<AppendOutcome> outcomes)
    {
        var position = 0;
        WriteText(into, ref position, batch.ExerciseId);
        WriteText(into, ref position, batch.Device.Id);
        into[position++] = (byte)batch.Device.Kind;
        WriteText(into, ref position, batch.Device.Unit);
        BinaryPrimitives.WriteInt32LittleEndian(into[position..], outcomes.Count(AppendOutcome.Stored));
        position += sizeof(int);
        var reports = batch.Reports.Span;
        for (var i = 0; i < reports.Length; i++)
        {
            if (outcomes[i] == AppendOutcome.Stored)
                WriteReport(into, ref position, reports[i]);
        }

        return position;
    }

    public static ReportBatch Read(ReadOnlySpan<byte> from, ref int position)
    {
        var exerciseId = ReadText(from, ref position);
        var deviceId = ReadText(from, ref position);
        var kind = (DeviceKind)from[position++];
        var unit = ReadText(from, ref position);
        var reports = new Report[BinaryPrimitives.ReadInt32LittleEndian(from[position..])];
        position += sizeof(int);
        for (var i = 0; i < reports.Length; i++)
            reports[i] = ReadReport(from, ref position);
        return new ReportBatch(exerciseId, new DeviceIdentity(deviceId, kind, unit), reports);
    }

    private static void WriteReport(Span<byte> into, ref int position, in Report report)
    {
        var bytes = into[position..];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, report.FixTimeUs);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[8..], report.ReceiveTimeUs);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[16..], report.Position.LatitudeDeg);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes[24..], report.Position.LongitudeDeg);
        bytes[32] = (byte)report.Status;
        var present = (ushort)((report.TooLate ? TooLate : 0) | (report.Camera is null ? 0 : HasCamera));
        var end = FixedReportBytes;
        Put(bytes, ref end, ref present, 0, report.AltitudeM);
        Put(bytes, ref end, ref present, 1, report.HeightM);
        Put(bytes, ref end, ref present, 2, report.SpeedMps);
        Put(bytes, ref end, ref present, 3, report.HeadingDeg);
        Put(bytes, ref end, ref present, 4, report.AccuracyM);
        Put(bytes, ref end, ref present, 5, report.BatteryPercent);
        if (report.Camera is { } camera)
        {
            Put(bytes, ref end, ref present, 6, camera.PitchDeg);
            Put(bytes, ref end, ref present, 7, camera.YawDeg);
            Put(bytes, ref end, ref present, 8, camera.HorizontalFovDeg);
            Put(bytes, ref end, ref present, 9, camera.VerticalFovDeg);
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes[33..], present);
        position += end;
    }

    private static Report ReadReport(ReadOnlySpan<byte> from, ref int position)
    {
        var bytes = from[position..];
        var present = BinaryPrimitives.ReadUInt16LittleEndian(bytes[33..]);
        var end = FixedReportBytes;
        // Initialisers run in the order they are written, which is the order of the fields in the bytes.
        var report = new Report
        {
            FixTimeUs = BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ReceiveTimeUs = BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]),
            Position = new GeoPoint(
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[16..]),
                BinaryPrimitives.ReadDoubleLittleEndian(bytes[24..])),
            Status = (DeviceStatus)bytes[32],
            TooLate = (present & TooLate) != 0,
            AltitudeM = Take(bytes, ref end, present, 0),
            HeightM = Take(bytes, ref end, present, 1),
            SpeedMps = Take(bytes, ref end, present, 2),
            HeadingDeg = Take(bytes, ref end, present, 3),
            AccuracyM = Take(bytes, ref end, present, 4),
            BatteryPercent = Take(bytes, ref end, present, 5),
            Camera = (present & HasCamera) == 0
                ? null
                : new CameraPose(
                    Take(bytes, ref end, present, 6),
                    Take(bytes, ref end, present, 7),
                    Take(bytes, ref end, present, 8),
                    Take(bytes, ref end, present, 9)),
        };
        position += end;
        return report;
    }

    private static void Put(Span<byte> bytes, ref int end, ref ushort present, int field, float? value)
    {
        if (value is not { } number)
            return;
        BinaryPrimitives.WriteSingleLittleEndian(bytes[end..], number);
        end += sizeof(float);
        present |= (ushort)(1 << field);
    }

    private static float? Take(ReadOnlySpan<byte> bytes, ref int end, ushort present, int field)
    {
        if ((present & (1 << field)) == 0)
            return null;
        var value = BinaryPrimitives.ReadSingleLittleEndian(bytes[end..]);
        end += sizeof(float);
        return value;
    }

    private static void WriteText(Span<byte> into, ref int position, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text, into[(position + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(into[position..], bytes);
        position += sizeof(int) + bytes;
    }

    private static string ReadText(ReadOnlySpan<byte> from, ref int position)
    {
        var bytes = BinaryPrimitives.ReadInt32LittleEndian(from[position..]);
        var text = Encoding.UTF8.GetString(from.Slice(position + sizeof(int), bytes));
        position += sizeof(int) + bytes;
        return text;
    }
}
