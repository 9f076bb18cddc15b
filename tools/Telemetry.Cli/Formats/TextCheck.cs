using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Telemetry.Cli.Formats;

/// <summary>
/// One pass over a text file before it is parsed: that it is UTF-8 and that no line is endless. A parser would find bad
/// bytes too, but only after reading ahead, and could not name the line.
/// </summary>
internal static class TextCheck
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>UTF-8 in lines of at most <see cref="TrackLimits.LineBytes"/>.</summary>
    public static Task Utf8LinesAsync(Stream stream, string file, CancellationToken cancellationToken) =>
        RunAsync(stream, file, TrackLimits.LineBytes, isUtf8: true, cancellationToken);

    /// <summary>UTF-8, all on one line if it likes.</summary>
    public static Task Utf8Async(Stream stream, string file, CancellationToken cancellationToken) =>
        RunAsync(stream, file, long.MaxValue, isUtf8: true, cancellationToken);

    /// <summary>Lines of at most <see cref="TrackLimits.LineBytes"/>, whatever bytes they have.</summary>
    public static Task LinesAsync(Stream stream, string file, CancellationToken cancellationToken) =>
        RunAsync(stream, file, TrackLimits.LineBytes, isUtf8: false, cancellationToken);

    /// <summary>Reads the stream to its end and puts it back to its start.</summary>
    private static async Task RunAsync(
        Stream stream, string file, long maxLineBytes, bool isUtf8, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var (held, line, lineBytes) = (0, 1L, 0L);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(held), cancellationToken);
            var chunk = buffer.AsMemory(0, held + read);
            var (whole, isValid) = isUtf8 ? ValidPrefix(chunk.Span, isLast: read == 0) : (chunk.Length, true);
            (line, lineBytes) = CountLines(chunk.Span[..whole], line, lineBytes, maxLineBytes, file);
            if (!isValid)
                throw new TrackFormatException(
                    file, line, $"byte 0x{chunk.Span[whole]:X2} is not UTF-8; save the file as UTF-8 and try again");
            if (read == 0)
                break;
            chunk.Span[whole..].CopyTo(buffer);
            held = chunk.Length - whole;
        }

        stream.Position = 0;
    }

    /// <summary>
    /// How many bytes from the start are whole characters, and whether what follows can still become one.
    /// </summary>
    private static (int Bytes, bool IsValid) ValidPrefix(ReadOnlySpan<byte> chunk, bool isLast)
    {
        if (Utf8.IsValid(chunk))
            return (chunk.Length, true);
        var done = 0;
        while (done < chunk.Length)
        {
            var status = Rune.DecodeFromUtf8(chunk[done..], out _, out var consumed);
            if (status == OperationStatus.NeedMoreData && !isLast)
                return (done, true);
            if (status != OperationStatus.Done)
                return (done, false);
            done += consumed;
        }

        return (done, true);
    }

    private static (long Line, long LineBytes) CountLines(
        ReadOnlySpan<byte> chunk, long line, long lineBytes, long maxLineBytes, string file)
    {
        while (true)
        {
            var end = chunk.IndexOf((byte)'\n');
            lineBytes += end < 0 ? chunk.Length : end;
            if (lineBytes > maxLineBytes)
                throw new TrackFormatException(file, line, $"the line is longer than {maxLineBytes:N0} bytes");
            if (end < 0)
                return (line, lineBytes);
            chunk = chunk[(end + 1)..];
            (line, lineBytes) = (line + 1, 0);
        }
    }
}
