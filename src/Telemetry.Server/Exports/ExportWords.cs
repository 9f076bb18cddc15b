using System.Text.Json;

namespace Telemetry.Server.Exports;

/// <summary>Enums as exports and InfluxDB spell them: <c>missed_slot</c>; unspecified is nothing.</summary>
internal static class ExportWords
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Words<T>.All.GetValueOrDefault(value, "");

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>().Distinct().ToDictionary(
            value => value,
            value => value.ToString() is var name && name != "Unspecified"
                ? JsonNamingPolicy.SnakeCaseLower.ConvertName(name)
                : "");
    }
}
