using System.Text.Json;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>Names of enums as InfluxDB shows them, and as the contract spells them: <c>missed_slot</c>.</summary>
internal static class Word
{
    public static string Of<T>(T value)
        where T : struct, Enum =>
        Words<T>.All[value];

    private static class Words<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> All = Enum.GetValues<T>().ToDictionary(
            value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));
    }
}
