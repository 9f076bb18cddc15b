namespace Telemetry.Bench;

/// <summary>What was measured is wrong, so its speed says nothing.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
