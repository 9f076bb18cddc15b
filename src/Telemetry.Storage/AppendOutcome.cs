namespace Telemetry.Storage;

/// <summary>What became of one report.</summary>
public enum AppendOutcome : byte
{
    /// <summary>Durable now.</summary>
    Stored = 0,

    /// <summary>A report of this device with this fix time was there already; it was kept.</summary>
    Duplicate = 1,

    /// <summary>
    /// The store will never take it (beyond its retention, field type conflict); sending it again is useless.
    /// </summary>
    Refused = 2,
}
