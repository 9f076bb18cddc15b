using System.Buffers;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>
/// Splits a chunked answer into its JSON documents, one a line: a line end never stands inside one, since JSON escapes
/// it.
/// </summary>
internal sealed class JsonDocuments(Stream stream, TimeSpan silenceMax, TimeProvider time) : IDisposable
{
    private const int BytesFirst = 128 * 1024;

    /// <summary>A chunk of 4,096 rows has less than 2 MiB; a server that does not chunk may send all at once.</summary>
    private const int DocumentBytesMax = 1 << 30;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BytesFirst);
    private int _start;
    private int _end;

    /// <summary>The next document, valid until the next call; empty at the end.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellationToken)
    {
        var searched = _start;
        while (true)
        {
            var line = _buffer.AsSpan(searched, _end - searched).IndexOf((byte)'\n');
            if (line >= 0)
            {
                var document = _buffer.AsMemory(_start, searched + line - _start);
                _start = searched + line + 1;
                searched = _start;
                if (!IsBlank(document))
                    return document;
                continue;
            }

            MakeRoom();
            searched = _end;
            var read = await ReadAsync(cancellationToken).ConfigureAwait(false);
            if (read > 0)
            {
                _end += read;
                continue;
            }

            var last = _buffer.AsMemory(_start, _end - _start);
            _start = _end;
            return IsBlank(last) ? default : last;
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        stream.Dispose();
    }

    private async ValueTask<int> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(silenceMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        return await stream.ReadAsync(_buffer.AsMemory(_end), either.Token).ConfigureAwait(false);
    }

    private static bool IsBlank(ReadOnlyMemory<byte> document) => document.Span.IndexOfAnyExcept(" \r\n\t"u8) < 0;

    private void MakeRoom()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        if (_end < _buffer.Length)
            return;
        if (_buffer.Length >= DocumentBytesMax)
            throw new StoreException($"InfluxDB sent a document of more than {DocumentBytesMax} bytes.");
        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, _end).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
