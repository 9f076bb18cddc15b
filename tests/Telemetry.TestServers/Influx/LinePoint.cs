using System.Globalization;
using System.Text;

namespace Telemetry.TestServers.Influx;

/// <summary>One line of line protocol, taken apart. Values keep their text: 1.5, 3i, t, "words".</summary>
public sealed record LinePoint(
    string Measurement,
    IReadOnlyDictionary<string, string> Tags,
    IReadOnlyDictionary<string, string> Fields,
    long TimeNs)
{
    /// <summary>What two lines must share for the later one to overwrite the earlier.</summary>
    public string Series { get; } =
        string.Join('\u001f', Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag}"));

    /// <exception cref="FormatException">It is not a whole line with a timestamp.</exception>
    public static LinePoint Parse(string line)
    {
        var at = 0;
        var measurement = Word(line, ref at, ", ");
        var tags = new Dictionary<string, string>();
        while (line[at] == ',')
        {
            at++;
            var name = Word(line, ref at, "=");
            at++;
            tags.Add(name, Word(line, ref at, ", "));
        }

        var fields = new Dictionary<string, string>();
        do
        {
            at++;
            var name = Word(line, ref at, "=");
            at++;
            fields.Add(name, line[at] == '"' ? Quoted(line, ref at) : Word(line, ref at, ", "));
        }
        while (line[at] == ',');
        if (fields.Values.Any(value => value.Length == 0) || tags.Values.Any(value => value.Length == 0))
            throw new FormatException("missing value");
        return new LinePoint(measurement, tags, fields, long.Parse(line.AsSpan(at + 1), CultureInfo.InvariantCulture));
    }

    // Up to one of the ends, a backslash taking the sting out of a comma, space or equals sign.
    private static string Word(string line, ref int at, string ends)
    {
        var word = new StringBuilder();
        for (; at < line.Length && !ends.Contains(line[at]); at++)
        {
            if (line[at] == '\\' && at + 1 < line.Length && ", =".Contains(line[at + 1]))
                at++;
            word.Append(line[at]);
        }

        return at < line.Length ? word.ToString() : throw new FormatException("invalid tag format");
    }

    private static string Quoted(string line, ref int at)
    {
        var start = at;
        for (at++; line[at] != '"'; at++)
        {
            if (line[at] == '\\')
                at++;
        }

        return line[start..++at];
    }
}
