using System.Text;
using System.Text.RegularExpressions;

namespace Telemetry.Cli.Formats;

internal enum TrackFormat
{
    Gpx = 1,
    Nmea,
    Csv,
    GeoJson,
    DjiSrt,
}

/// <summary>Tells a file's format: by how it begins, and where that could be anything, by its name.</summary>
internal static partial class TrackFormats
{
    private static readonly Dictionary<string, TrackFormat> ByExtension = new(StringComparer.OrdinalIgnoreCase)
    {
        [".gpx"] = TrackFormat.Gpx,
        [".nmea"] = TrackFormat.Nmea,
        [".nma"] = TrackFormat.Nmea,
        [".csv"] = TrackFormat.Csv,
        [".tsv"] = TrackFormat.Csv,
        [".geojson"] = TrackFormat.GeoJson,
        [".srt"] = TrackFormat.DjiSrt,
    };

    /// <summary>Names that can hold a track or anything else.</summary>
    private static readonly HashSet<string> Vague =
        new(StringComparer.OrdinalIgnoreCase) { ".log", ".txt", ".json", ".xml" };

    /// <summary>
    /// Whether a file in a folder is taken for a track: by name, or by content where the name leaves it open.
    /// </summary>
    public static bool IsTrack(string path, ReadOnlySpan<byte> start)
    {
        var extension = Path.GetExtension(path);
        return ByExtension.ContainsKey(extension) || (Vague.Contains(extension) && ByContent(start) is not null);
    }

    /// <summary>Null when nothing tells.</summary>
    public static TrackFormat? Of(string path, ReadOnlySpan<byte> start)
    {
        if (ByContent(start) is { } found)
            return found;
        if (ByExtension.TryGetValue(Path.GetExtension(path), out var named))
            return named;
        var firstLine = start.IndexOf((byte)'\n') is >= 0 and var end ? start[..end] : start;
        var hasFields = firstLine.IndexOfAny(",;\t"u8) >= 0 && !start.Contains((byte)0);
        return hasFields ? TrackFormat.Csv : null;
    }

    private static TrackFormat? ByContent(ReadOnlySpan<byte> start)
    {
        var text = Encoding.Latin1.GetString(start.StartsWith("\uFEFF"u8) ? start[3..] : start).TrimStart();
        return text switch
        {
            ['<', ..] when text.Contains("<gpx", StringComparison.Ordinal) => TrackFormat.Gpx,
            ['{', ..] when text.Contains("\"type\"", StringComparison.Ordinal) => TrackFormat.GeoJson,
            _ when SubtitleTiming().IsMatch(text) => TrackFormat.DjiSrt,
            _ when Sentence().IsMatch(text) => TrackFormat.Nmea,
            _ => null,
        };
    }

    [GeneratedRegex(@"^\d{1,3}:\d{2}:\d{2}[,.]\d{3}\s*-->", RegexOptions.Multiline)]
    private static partial Regex SubtitleTiming();

    [GeneratedRegex(@"^\$[A-Z]{2}[A-Z]{3},.*\*[0-9A-F]{2}\s*$", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Sentence();
}
