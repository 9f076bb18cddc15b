using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>Notes late reports in the ledger.</summary>
internal sealed class LateSpanWriter : IAsyncDisposable
{
    private readonly GroupWriter<TrackSpan> _writer;
    private long _lastSequence;

    /// <param name="afterSequence">The last sequence the ledger gave before.</param>
    public LateSpanWriter(string exerciseId, ILedger ledger, TimeProvider time, long afterSequence)
    {
        _lastSequence = afterSequence;
        _writer = new GroupWriter<TrackSpan>(async spans => Volatile.Write(
            ref _lastSequence,
            await ledger.AppendLateSpansAsync(
                exerciseId,
                TimeUs.From(time.GetUtcNow()),
                [.. spans.Select(span => (span.DeviceId, span.FromUs, span.ToUs))],
                CancellationToken.None)));
    }

    /// <summary>The last sequence the ledger gave.</summary>
    public long LastSequence => Volatile.Read(ref _lastSequence);

    /// <summary>Returns when the span is durable; the reports may be acknowledged after that.</summary>
    public Task WriteAsync(TrackSpan span, CancellationToken cancellationToken) =>
        _writer.WriteAsync(span, cancellationToken);

    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
