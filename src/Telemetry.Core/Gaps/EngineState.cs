using Telemetry.Core.Gaps.Monitors;

namespace Telemetry.Core.Gaps;

/// <summary>
/// The engine's state as bytes: what is remembered of each device, and what was forgotten of each rule. Closed
/// presences and gaps are in the ledger and are not repeated here.
/// </summary>
internal static class EngineState
{
    /// <summary>State in another form is not read; the engine is then rebuilt from the reports.</summary>
    private const byte FormatVersion = 3;

    public static byte[] Write(GapEngine engine)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(FormatVersion);
        writer.Write(engine.WatermarkUs);
        writer.Write(engine.Devices.Count);
        foreach (var device in engine.Devices.Values)
            TrackState.Write(writer, device);
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
            TrackState.Read(reader, engine);
        // Fences watch devices from when they first have to do with them: bring those back too.
        foreach (var timeline in engine.Transition.Timelines.Where(timeline => timeline.Fence is not null))
        {
            foreach (var device in engine.Devices.Values)
                timeline.Fence!.Of(device);
        }

        // Of plans that took effect at the same moment only the last was ever in force.
        var monitors = engine.Transition.Monitors.ToLookup(KeyOf);
        for (var left = reader.ReadInt32(); left > 0; left--)
            ReadBase(reader, monitors);
        return true;
    }

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
        BinaryReader reader,
        ILookup<(GapKind Kind, string SubjectId, string RuleId, long FromUs), RuleMonitor> monitors)
    {
        var key = ((GapKind)reader.ReadByte(), reader.ReadString(), reader.ReadString(), reader.ReadInt64());
        var state = (reader.ReadInt64(), reader.ReadInt64());
        foreach (var monitor in monitors[key])
            monitor.Base = state;
    }

    private static (GapKind Kind, string SubjectId, string RuleId, long FromUs) KeyOf(RuleMonitor monitor) =>
        (monitor.Book.Kind, monitor.Book.SubjectId, monitor.Book.RuleId, monitor.InForce.StartUs);
}
