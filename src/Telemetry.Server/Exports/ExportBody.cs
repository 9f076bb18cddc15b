namespace Telemetry.Server.Exports;

/// <summary>
/// What a format writes to without waiting; it is sent on when enough has gathered, so that the caller's pace holds up
/// the reading of rows. Tells its position, which some formats note down.
/// </summary>
internal sealed class ExportBody(Stream destination) : Stream
{
    private readonly MemoryStream _waiting = new();
    private long _sent;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _sent + _waiting.Length;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => _waiting.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => _waiting.Write(buffer);

    /// <summary>Nothing: a format flushes to here, <see cref="SendAsync"/> sends.</summary>
    public override void Flush()
    {
    }

    /// <summary>Sends what waits when it is much.</summary>
    public ValueTask SendMuchAsync(CancellationToken cancellationToken) =>
        _waiting.Length < ExportLimits.BufferedBytes ? ValueTask.CompletedTask : SendAsync(cancellationToken);

    /// <summary>Sends what waits.</summary>
    public async ValueTask SendAsync(CancellationToken cancellationToken)
    {
        await destination.WriteAsync(_waiting.GetBuffer().AsMemory(0, (int)_waiting.Length), cancellationToken);
        _sent += _waiting.Length;
        _waiting.SetLength(0);
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
