using System.Runtime.InteropServices;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// What is remembered of one device as bytes: its tail, silences, presences that may still grow, and where reading its
/// track again can begin.
/// </summary>
internal static class TrackState
{
    public static void Write(BinaryWriter writer, DeviceTrack device)
    {
        writer.Write(device.Id);
        writer.Write((byte)device.Kind);
        WriteFix(writer, device.First);
        WriteFix(writer, device.FirstHeard);
        WriteFix(writer, device.Usage.LastHeard);
        WriteFix(writer, device.Usage.LastUsed);
        WriteFix(writer, device.Usage.Waiting);
        writer.Write(device.Usage.BadSinceWaitingUs);
        WriteSilences(writer, device.Silences);
        WriteSilences(writer, device.HeardPauses);
        WriteTimes(writer, device.Degraded.Turns);
        WriteTimes(writer, device.LowBattery.Turns);
        WriteTimes(writer, CollectionsMarshal.AsSpan(device.Waypoints));
        WriteRanges(writer, device.Turns.All);
        writer.Write(device.Inside.Count);
        foreach (var presence in device.Inside)
        {
            writer.Write(presence.Timeline.PlaceId);
            writer.Write(presence.StartUs);
            writer.Write(presence.EndUs);
            writer.Write(presence.EarliestUs);
            writer.Write(presence.LatestUs);
        }
    }

    public static void Read(BinaryReader reader, GapEngine engine)
    {
        var device = engine.DeviceOf(reader.ReadString());
        device.Kind = (DeviceKind)reader.ReadByte();
        device.First = ReadFix(reader);
        device.FirstHeard = ReadFix(reader);
        device.Usage.Restore(
            ReadFix(reader), ReadFix(reader), ReadFix(reader), badSinceWaitingUs: reader.ReadInt64());
        ReadSilences(reader, device.Silences);
        ReadSilences(reader, device.HeardPauses);
        device.Degraded.Restore(ReadTimes(reader));
        device.LowBattery.Restore(ReadTimes(reader));
        device.Waypoints.AddRange(ReadTimes(reader));
        ReadRanges(reader, device.Turns);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var presence = new Presence(
                reader.ReadString(), device.Id, device.Kind, reader.ReadInt64(), reader.ReadInt64(),
                reader.ReadInt64(), reader.ReadInt64());
            engine.RestorePresence(presence, isWritten: false);
        }
    }

    private static void WriteTimes(BinaryWriter writer, ReadOnlySpan<long> times)
    {
        writer.Write(times.Length);
        foreach (var us in times)
            writer.Write(us);
    }

    private static long[] ReadTimes(BinaryReader reader)
    {
        var times = new long[reader.ReadInt32()];
        for (var i = 0; i < times.Length; i++)
            times[i] = reader.ReadInt64();
        return times;
    }

    private static void WriteRanges(BinaryWriter writer, ReadOnlySpan<TimeRange> ranges)
    {
        writer.Write(ranges.Length);
        foreach (var range in ranges)
        {
            writer.Write(range.StartUs);
            writer.Write(range.EndUs);
        }
    }

    private static void ReadRanges(BinaryReader reader, TurningLegs legs)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
            legs.Add(new TimeRange(reader.ReadInt64(), reader.ReadInt64()));
    }

    private static void WriteSilences(BinaryWriter writer, List<Silence> silences)
    {
        writer.Write(silences.Count);
        foreach (var silence in silences)
        {
            WriteFix(writer, silence.From);
            WriteFix(writer, silence.To);
        }
    }

    private static void ReadSilences(BinaryReader reader, List<Silence> silences)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
            silences.Add(new Silence(ReadFix(reader)!.Value, ReadFix(reader)!.Value));
    }

    private static void WriteFix(BinaryWriter writer, Fix? fix)
    {
        writer.Write(fix.HasValue);
        if (fix is not { } known)
            return;
        writer.Write(known.TimeUs);
        writer.Write(known.Position.LatitudeDeg);
        writer.Write(known.Position.LongitudeDeg);
        writer.Write((byte)known.Kind);
        writer.Write((byte)known.Status);
        WriteMeasured(writer, known.AccuracyM);
        WriteMeasured(writer, known.HeightM);
        WriteMeasured(writer, known.BatteryPercent);
        writer.Write(known.SaysItMoves);
        writer.Write(known.Camera is not null);
        if (known.Camera is not { } camera)
            return;
        WriteMeasured(writer, camera.PitchDeg);
        WriteMeasured(writer, camera.YawDeg);
        WriteMeasured(writer, camera.HorizontalFovDeg);
        WriteMeasured(writer, camera.VerticalFovDeg);
    }

    private static Fix? ReadFix(BinaryReader reader) => reader.ReadBoolean()
        ? new Fix(
            reader.ReadInt64(),
            new GeoPoint(reader.ReadDouble(), reader.ReadDouble()),
            (DeviceKind)reader.ReadByte(),
            (DeviceStatus)reader.ReadByte())
        {
            AccuracyM = ReadMeasured(reader),
            HeightM = ReadMeasured(reader),
            BatteryPercent = ReadMeasured(reader),
            SaysItMoves = reader.ReadBoolean(),
            Camera = reader.ReadBoolean()
                ? new CameraPose(
                    ReadMeasured(reader), ReadMeasured(reader), ReadMeasured(reader), ReadMeasured(reader))
                : null,
        }
        : null;

    // Not-a-number is what was not measured; nothing measured is that.
    private static void WriteMeasured(BinaryWriter writer, float? value) => writer.Write(value ?? float.NaN);

    private static float? ReadMeasured(BinaryReader reader) =>
        reader.ReadSingle() is var value && float.IsNaN(value) ? null : value;
}
