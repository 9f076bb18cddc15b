using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// Names in line protocol and in InfluxQL. In line protocol a comma, space or equals sign is escaped by a backslash,
/// and a backslash before anything else stands for itself, so one at the end of a tag's value would swallow the
/// separator: such a value gets an invisible word joiner at its end, which is taken off when it is read.
/// </summary>
internal static class LineText
{
    /// <summary>An escaped name has at most this many bytes for each UTF-16 unit.</summary>
    public const int BytesPerChar = 3;

    private const char WordJoiner = '\u2060';

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>
    /// False for a value that line protocol cannot carry: control characters (a line end above all), broken surrogates.
    /// </summary>
    public static bool CanBeTag(string value)
    {
        if (value.AsSpan().ContainsAny(Controls))
            return false;
        foreach (var unit in value)
        {
            if (char.IsSurrogate(unit))
                return IsWellFormed(value);
        }

        return true;
    }

    /// <summary>A tag's value as the server keeps it.</summary>
    public static string Kept(string value) => EndsInBackslash(value) ? value + WordJoiner : value;

    /// <summary>A tag's value as it was before <see cref="Kept"/>.</summary>
    public static string Given(string kept) =>
        kept.EndsWith(WordJoiner) && EndsInBackslash(kept) ? kept[..^1] : kept;

    /// <summary>A measurement's name or a kept tag value; returns the bytes written.</summary>
    public static int WriteTag(string value, Span<byte> destination)
    {
        if (value.AsSpan().IndexOfAny(',', ' ', '=') < 0)
            return Encoding.UTF8.GetBytes(value, destination);
        var length = 0;
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is ',' or ' ' or '=')
                destination[length++] = (byte)'\\';
            length += rune.EncodeToUtf8(destination[length..]);
        }

        return length;
    }

    /// <summary>A quoted string field; returns the bytes written.</summary>
    public static int WriteString(string value, Span<byte> destination)
    {
        var length = 0;
        destination[length++] = (byte)'"';
        foreach (var rune in value.EnumerateRunes())
        {
            if (rune.Value is '"' or '\\')
                destination[length++] = (byte)'\\';
            length += rune.EncodeToUtf8(destination[length..]);
        }

        destination[length++] = (byte)'"';
        return length;
    }

    /// <summary>An identifier in InfluxQL, quoted.</summary>
    public static string Identifier(string name) =>
        $"\"{name.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A string in InfluxQL, quoted.</summary>
    public static string Literal(string value) =>
        $"'{value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("'", @"\'", StringComparison.Ordinal)}'";

    // Or in a backslash with joiners of the value's own, so that every value comes back as it was.
    private static bool EndsInBackslash(string value) => value.AsSpan().TrimEnd(WordJoiner).EndsWith('\\');

    private static bool IsWellFormed(string value)
    {
        Span<byte> scratch = stackalloc byte[64];
        ReadOnlySpan<char> rest = value;
        while (!rest.IsEmpty)
        {
            var status = Utf8.FromUtf16(rest, scratch, out var read, out _, replaceInvalidSequences: false);
            if (status == OperationStatus.InvalidData)
                return false;
            rest = rest[read..];
        }

        return true;
    }
}
