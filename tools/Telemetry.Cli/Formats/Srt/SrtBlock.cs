using System.Text.RegularExpressions;

namespace Telemetry.Cli.Formats.Srt;

/// <summary>One subtitle: where it stands in the file, when in the film, and its text.</summary>
internal sealed partial record SrtBlock(long Line, TimeSpan Offset, string Text)
{
    /// <summary>
    /// The blocks of a SubRip file. Each begins with its timing line; the number before it means nothing.
    /// </summary>
    public static async IAsyncEnumerable<SrtBlock> ReadAllAsync(TextReader lines)
    {
        var text = new List<string>();
        (long Line, TimeSpan Offset)? open = null;
        for (long number = 1; await lines.ReadLineAsync() is { } line; number++)
        {
            var timing = Timing().Match(line);
            if (!timing.Success)
            {
                text.Add(line);
                continue;
            }

            if (open is { } block)
                yield return new SrtBlock(block.Line, block.Offset, string.Join('\n', text));
            open = (number, OffsetOf(timing));
            text.Clear();
        }

        if (open is { } last)
            yield return new SrtBlock(last.Line, last.Offset, string.Join('\n', text));
    }

    private static TimeSpan OffsetOf(Match timing)
    {
        int Part(int group) => int.Parse(timing.Groups[group].ValueSpan);
        return new TimeSpan(0, Part(1), Part(2), Part(3), Part(4));
    }

    [GeneratedRegex(@"^\s*(\d{1,3}):(\d{2}):(\d{2})[,.](\d{3})\s*-->")]
    private static partial Regex Timing();
}
