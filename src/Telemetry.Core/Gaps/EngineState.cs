using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// The engine's state as bytes: device tails, silences, presences that may still grow, and what was forgotten of each
/// rule. Closed presences and gaps are in the ledger and are not repeated here.
/// </summary>
internal static class EngineState
{
    /// <summary>State in another form is not read; the engine is then rebuilt from the reports.</summary>
    private const byte FormatVersion = 1;

    public static byte[] Write(GapEngine engine)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(FormatVersion);
        writer.Write(engine.WatermarkUs);
        writer.Write(engine.Devices.Count);
        foreach (var device in engine.Devices.Values)
            WriteDevice(writer, device);
        writer.Write(engine.Transition.Monitors.Count);
        foreach (var monitor in engine.Transition.Monitors)
            WriteBase(writer, monitor);
        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>False when the bytes are of another format; the engine is untouched then.</summary>
    public static bool TryRead(GapEngine engine, ReadOnlyMemory<byte> state)
    {
        using var reader = new BinaryReader(new MemoryStream(state.ToArray(), writable: false));
        if (reader.ReadByte() != FormatVersion)
            return false;
        engine.RestoreWatermark(reader.ReadInt64());
        for (var left = reader.ReadInt32(); left > 0; left--)
            ReadDevice(reader, engine);
        // Fences watch devices from when they first have to do with them: bring those back too.
        foreach (var timeline in engine.Transition.Timelines.Where(timeline => timeline.Fence is not null))
        {
            foreach (var device in engine.Devices.Values)
                timeline.Fence!.Of(device);
        }

        var monitors = engine.Transition.Monitors.ToDictionary(KeyOf);
        for (var left = reader.ReadInt32(); left > 0; left--)
            ReadBase(reader, monitors);
        return true;
    }

    private static void WriteDevice(BinaryWriter writer, DeviceTrack device)
    {
        writer.Write(device.Id);
        WriteFix(writer, device.First);
        WriteFix(writer, device.Last);
        writer.Write(device.Silences.Count);
        foreach (var silence in device.Silences)
        {
            WriteFix(writer, silence.From);
            WriteFix(writer, silence.To);
        }

        writer.Write(device.Waypoints.Count);
        foreach (var waypoint in device.Waypoints)
            writer.Write(waypoint);
        writer.Write(device.Inside.Count);
        foreach (var presence in device.Inside)
        {
            writer.Write(presence.Timeline.PlaceId);
            writer.Write((byte)presence.Kind);
            writer.Write(presence.StartUs);
            writer.Write(presence.EndUs);
        }
    }

    private static void ReadDevice(BinaryReader reader, GapEngine engine)
    {
        var device = engine.DeviceOf(reader.ReadString());
        device.First = ReadFix(reader);
        device.Last = ReadFix(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
            device.Silences.Add(new Silence(ReadFix(reader)!.Value, ReadFix(reader)!.Value));
        for (var left = reader.ReadInt32(); left > 0; left--)
            device.Waypoints.Add(reader.ReadInt64());
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var presence = new Presence(
                reader.ReadString(), device.Id, (DeviceKind)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64());
            engine.RestorePresence(presence, isWritten: false);
        }
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
    }

    private static Fix? ReadFix(BinaryReader reader) => reader.ReadBoolean()
        ? new Fix(
            reader.ReadInt64(),
            new GeoPoint(reader.ReadDouble(), reader.ReadDouble()),
            (DeviceKind)reader.ReadByte(),
            (DeviceStatus)reader.ReadByte())
        : null;

    private static void WriteBase(BinaryWriter writer, RuleMonitor monitor)
    {
        var (kind, subject, rule, fromUs) = KeyOf(monitor);
        writer.Write((byte)kind);
        writer.Write(subject);
        writer.Write(rule);
        writer.Write(fromUs);
        writer.Write(monitor.Base.LastEndUs);
        writer.Write(monitor.Base.ForgottenUs);
    }

    private static void ReadBase(
        BinaryReader reader, Dictionary<(GapKind Kind, string SubjectId, string RuleId, long FromUs), RuleMonitor> monitors)
    {
        var key = ((GapKind)reader.ReadByte(), reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        var state = (reader.ReadInt64(), reader.ReadInt64());
        if (monitors.TryGetValue(key, out var monitor))
            monitor.Base = state;
    }

    private static (GapKind Kind, string SubjectId, string RuleId, long FromUs) KeyOf(RuleMonitor monitor) =>
        (monitor.Book.Kind, monitor.Book.SubjectId, monitor.Book.RuleId, monitor.InForce.StartUs);
}
