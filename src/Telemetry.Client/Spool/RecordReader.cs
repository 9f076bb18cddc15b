using Microsoft.Win32.SafeHandles;

namespace Telemetry.Client.Spool;

/// <summary>Goes through the records of a segment; stops before the first that is not whole.</summary>
internal sealed class RecordReader(SafeFileHandle file, long offset, long end)
{
    private const int ReadBytes = 64 << 10;

    private byte[] _buffer = new byte[ReadBytes];
    private int _start;
    private int _filled;

    /// <summary>Where the next record begins.</summary>
    public long Offset { get; private set; } = offset;

    public RecordKind Kind { get; private set; }

    /// <summary>Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Payload { get; private set; }

    public bool TryRead()
    {
        if (!TryFill(SpoolRecord.HeaderBytes))
            return false;
        var length = SpoolRecord.HeaderBytes + SpoolRecord.PayloadBytes(_buffer.AsSpan(_start));
        if (!TryFill(length) || !SpoolRecord.IsWhole(_buffer.AsSpan(_start, length)))
            return false;
        Kind = SpoolRecord.KindOf(_buffer.AsSpan(_start));
        Payload = _buffer.AsMemory(_start + SpoolRecord.HeaderBytes, length - SpoolRecord.HeaderBytes);
        _start += length;
        Offset += length;
        return true;
    }

    /// <summary>Makes so many bytes of the next record available; false when the segment ends before.</summary>
    private bool TryFill(int needed)
    {
        if (_filled - _start >= needed)
            return true;
        if (Offset + needed > end)
            return false;
        var kept = _filled - _start;
        var target = needed > _buffer.Length ? new byte[needed] : _buffer;
        _buffer.AsSpan(_start, kept).CopyTo(target);
        (_buffer, _start, _filled) = (target, 0, kept);
        while (_filled < needed)
        {
            var wanted = (int)Math.Min(_buffer.Length - _filled, end - Offset - _filled);
            var read = RandomAccess.Read(file, _buffer.AsSpan(_filled, wanted), Offset + _filled);
            if (read == 0)
                return false;
            _filled += read;
        }

        return true;
    }
}
