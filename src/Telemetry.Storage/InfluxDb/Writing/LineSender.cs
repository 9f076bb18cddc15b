using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>
/// Brings lines to the server and does not come back before each is durable or known to be bad. Writes are
/// idempotent, so what is in doubt is sent again: after no answer the same body, after a bad line each half.
/// </summary>
internal sealed class LineSender(InfluxHttp http, int linesPerWriteMax, TimeProvider time) : IDisposable
{
    private readonly LatestWrites _latest = new();

    /// <summary>Held while something is told again, so that nothing dropped meanwhile comes back.</summary>
    private readonly SemaphoreSlim _repeating = new(1);

    private volatile int _linesPerWrite = linesPerWriteMax;
    private volatile string? _fault;

    /// <summary>Why writes are being retried now; null while they succeed.</summary>
    public string? Fault => _fault;

    /// <summary>
    /// Adds the indexes of bad lines to <paramref name="refused"/>, ascending; all others are durable then.
    /// </summary>
    public async Task SendAsync(LineBuffer lines, List<int> refused, CancellationToken cancellationToken)
    {
        if (lines.Count == 0)
            return;
        var answer = await SendUntilAnsweredAsync(lines.Slice(0, lines.Count), cancellationToken).ConfigureAwait(false);
        if (answer.Verdict != WriteVerdict.Stored)
            await SendInPartsAsync(lines, answer, refused, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Removes a measurement with all it holds. Idempotent.</summary>
    public async Task DropAsync(string measurement, CancellationToken cancellationToken)
    {
        await _repeating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            _latest.Forget(measurement);
            await http.Dialect.DropAsync(http, measurement, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _repeating.Release();
        }
    }

    public void Dispose() => _repeating.Dispose();

    private async Task SendInPartsAsync(
        LineBuffer lines, WriteAnswer answer, List<int> refused, CancellationToken cancellationToken)
    {
        var ranges = new Stack<(int From, int To)>();
        Divide(ranges, 0, lines.Count, answer, refused);
        while (ranges.TryPop(out var range))
        {
            var body = lines.Slice(range.From, range.To);
            answer = await SendUntilAnsweredAsync(body, cancellationToken).ConfigureAwait(false);
            if (answer.Verdict != WriteVerdict.Stored)
                Divide(ranges, range.From, range.To, answer, refused);
        }
    }

    private void Divide(Stack<(int From, int To)> ranges, int from, int to, WriteAnswer answer, List<int> refused)
    {
        var count = to - from;
        if (count == 1)
        {
            InfluxMetrics.Refused(answer.Reason);
            refused.Add(from);
            return;
        }

        if (answer.Verdict == WriteVerdict.TooLarge)
            _linesPerWrite = Math.Max(1, Math.Min(_linesPerWrite, count / 2));
        var middle = from + (count / 2);
        ranges.Push((middle, to));
        ranges.Push((from, middle));
    }

    /// <summary>How many lines a body should have: fewer once a server found one too large.</summary>
    public int LinesPerWrite => _linesPerWrite;

    private async Task<WriteAnswer> SendUntilAnsweredAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var answer = await TryUntilAnsweredAsync(body, cancellationToken).ConfigureAwait(false);
        if (answer.Verdict == WriteVerdict.Stored)
            await KeepAsync(body, cancellationToken).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Notes what the server took; what it took before a restart is told again.</summary>
    private async Task KeepAsync(ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        await _repeating.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var again = new Queue<ReadOnlyMemory<byte>>(_latest.Add(body, http.WriteConnections));
            while (again.TryDequeue(out var before))
            {
                await TryUntilAnsweredAsync(before, cancellationToken).ConfigureAwait(false);
                InfluxMetrics.Repeated.Add(1);
                foreach (var other in _latest.Add(before, http.WriteConnections))
                    again.Enqueue(other);
            }
        }
        finally
        {
            _repeating.Release();
        }
    }

    private async Task<WriteAnswer> TryUntilAnsweredAsync(
        ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(time);
        while (true)
        {
            var answer = await http.WriteAsync(body, cancellationToken).ConfigureAwait(false);
            if (answer.Verdict is WriteVerdict.NoDatabase)
                answer = await MakeDatabaseAsync(answer, cancellationToken).ConfigureAwait(false);
            if (answer.Verdict is not WriteVerdict.Unavailable)
            {
                _fault = null;
                return answer;
            }

            _fault = answer.Reason;
            InfluxMetrics.Retries.Add(1);
            await backoff.WaitAsync(answer.RetryAfter, cancellationToken).ConfigureAwait(false);
        }
    }

    // Somebody removed it under us, or it could not be made at the start.
    private async Task<WriteAnswer> MakeDatabaseAsync(WriteAnswer answer, CancellationToken cancellationToken)
    {
        try
        {
            await http.Dialect.EnsureDatabaseAsync(http, cancellationToken).ConfigureAwait(false);
            return answer with { Verdict = WriteVerdict.Unavailable };
        }
        catch (StoreException fault)
        {
            return new WriteAnswer(WriteVerdict.Unavailable, $"{answer.Reason}; {fault.Message}");
        }
    }
}
