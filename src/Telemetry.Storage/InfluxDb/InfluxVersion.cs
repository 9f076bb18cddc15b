namespace Telemetry.Storage.InfluxDb;

/// <summary>Which InfluxDB is spoken to. They differ in paths, credentials and in how they refuse.</summary>
public enum InfluxVersion : byte
{
    /// <summary>1.x; verified against Debian's 1.6.7.</summary>
    V1 = 1,

    /// <summary>2.x OSS, InfluxQL through its 1.x-compatible query endpoint.</summary>
    V2 = 2,

    /// <summary>3 Core.</summary>
    V3 = 3,
}
