using System.Text.Json;
using System.Text.Json.Serialization;
using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>How far a playback has come, and at its end what became of it.</summary>
/// <param name="Sent">Reports handed to the devices' streams.</param>
/// <param name="SentAgain">Of these, sent once more after a lost connection.</param>
/// <param name="UnreadRows">Rows of the files that could not be read.</param>
internal sealed record PlaybackFigures(
    string Exercise,
    int Devices,
    long Sent,
    long Stored,
    long Duplicates,
    long Rejected,
    long SentAgain,
    long Reconnects,
    DateTimeOffset StartTime,
    DateTimeOffset EndTime,
    double Seconds,
    long UnreadRows)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    [JsonPropertyOrder(1)]
    public long Acked => Stored + Duplicates + Rejected;

    [JsonPropertyOrder(2)]
    public double ReportsPerSecond => Seconds > 0 ? Math.Round(Acked / Seconds, 1) : 0;

    public bool IsPartly => Rejected > 0 || UnreadRows > 0;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public string ToText() =>
        $"{Exercise}: {Devices} devices, {Sent:N0} reports from {StartTime:u} to {EndTime:u} in {Seconds:F1} s "
        + $"({ReportsPerSecond:N0}/s): {Stored:N0} stored, {Duplicates:N0} known already, {Rejected:N0} rejected"
        + (Reconnects > 0 ? $", {Reconnects} reconnects" : "")
        + (UnreadRows > 0 ? $", {UnreadRows:N0} rows not read" : "");
}
