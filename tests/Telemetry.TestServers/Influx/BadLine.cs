namespace Telemetry.TestServers.Influx;

/// <summary>A line that is not taken; numbers count from 1.</summary>
public sealed record BadLine(int Number, string Line, string Reason);
