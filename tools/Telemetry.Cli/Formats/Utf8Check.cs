using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Telemetry.Cli.Formats;

/// <summary>
/// One pass over a text file before it is parsed: that it is UTF-8 and that no line is endless. A parser would find bad
/// bytes too, but only after reading ahead, and could not name the line.
/// </summary>
internal static class Utf8Check
{
    private const int ChunkBytes = 64 << 10;

    /// <summary>Reads the stream to its end and puts it back to its start.</summary>
    public static async Task RunAsync(
        Stream stream, string file, int? maxLineBytes, CancellationToken cancellationToken)
    {
        var buffer = new byte[ChunkBytes];
        var (held, line, lineBytes) = (0, 1L, 0L);
        while (true)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(held), cancellationToken);
            var chunk = buffer.AsMemory(0, held + read);
            var (whole, isValid) = ValidPrefix(chunk.Span, isLast: read == 0);
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
        ReadOnlySpan<byte> chunk, long line, long lineBytes, int? maxLineBytes, string file)
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
