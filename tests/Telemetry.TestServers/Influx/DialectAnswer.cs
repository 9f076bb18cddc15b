namespace Telemetry.TestServers.Influx;

/// <summary>An answer given instead of the usual one, to play a fault.</summary>
/// <param name="Writes">Whether the lines were stored all the same: an answer lost on its way.</param>
public sealed record DialectAnswer(
    int Status, string Body = "", IReadOnlyDictionary<string, string>? Headers = null, bool Writes = false);
