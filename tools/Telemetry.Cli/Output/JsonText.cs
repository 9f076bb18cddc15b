using Google.Protobuf;

namespace Telemetry.Cli.Output;

/// <summary>
/// The contract's own JSON, as the HTTP interface gives it: names in camelCase, times in full precision.
/// </summary>
internal static class JsonText
{
    private static readonly JsonFormatter Document =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true).WithIndentation("  "));

    private static readonly JsonFormatter OneLine =
        new(JsonFormatter.Settings.Default.WithFormatDefaultValues(true));

    public static string Of(IMessage message) => Document.Format(message);

    /// <summary>For streams: one message per line.</summary>
    public static string LineOf(IMessage message) => OneLine.Format(message);
}
