using System.Globalization;

namespace Telemetry.Cli.Formats;

/// <summary>Numbers and quotes as the track formats write them: a point for decimals, no grouping.</summary>
internal static class FieldText
{
    /// <summary>
    /// Null when it is no number. NaN and infinity are numbers here; <see cref="FixRules"/> refuses them.
    /// </summary>
    public static double? Number(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Text from a file, short and on one line, for a message.</summary>
    public static string Quote(string text)
    {
        var shown = text.Length <= TrackLimits.QuotedLength ? text : text[..TrackLimits.QuotedLength] + "…";
        return "'" + string.Concat(shown.Select(c => char.IsControl(c) ? '?' : c)) + "'";
    }
}
