namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// The body of a write: lines one after the other in UTF-8, with where each one ends. Reused, never shrunk.
/// </summary>
internal sealed class LineBuffer
{
    private byte[] _bytes = new byte[64 * 1024];
    private int[] _ends = new int[512];
    private int _length;

    public int Count { get; private set; }

    /// <summary>Room for the next line; what is written there counts once <see cref="Advance"/> is called.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - _length < bytes)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        return _bytes.AsSpan(_length);
    }

    /// <summary>Ends a line that was written into the reserved room, its newline included.</summary>
    public void Advance(int bytes)
    {
        if (Count == _ends.Length)
            Array.Resize(ref _ends, _ends.Length * 2);
        _length += bytes;
        _ends[Count++] = _length;
    }

    /// <summary>Lines [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public ReadOnlyMemory<byte> Slice(int from, int to)
    {
        var start = from == 0 ? 0 : _ends[from - 1];
        return _bytes.AsMemory(start, _ends[to - 1] - start);
    }

    public void Clear()
    {
        _length = 0;
        Count = 0;
    }
}
