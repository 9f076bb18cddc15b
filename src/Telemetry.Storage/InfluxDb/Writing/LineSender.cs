using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>
/// Brings lines to the server and does not come back before each is durable or known to be bad. Writes are
/// idempotent, so what is in doubt is sent again: after no answer the same body, after a bad line each half.
/// </summary>
internal sealed class LineSender(InfluxHttp http, int linesPerWriteMax, TimeProvider time)
{
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
