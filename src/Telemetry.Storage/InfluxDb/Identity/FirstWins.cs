using System.Runtime.InteropServices;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Reading;
using Telemetry.Storage.InfluxDb.Writing;

namespace Telemetry.Storage.InfluxDb.Identity;

/// <summary>
/// Tells new reports from repeats, asking the store only about those that are not beyond the device's mark.
/// </summary>
internal sealed class FirstWins(ReportQueries queries, InfluxHttp http, TimeProvider time)
{
    /// <summary>Questions to the store under way at once: after a restart every device has one.</summary>
    private const int LookupsInFlight = 8;

    /// <summary>
    /// Reports further apart are asked for apart, so that a shuffled replay does not read a whole night again.
    /// </summary>
    private const long LookupGapUs = 60 * TimeUs.PerSecond;

    private readonly Budget _lookups = new(LookupsInFlight);

    /// <summary>Sets the outcome of each report that is not to be written.</summary>
    public async Task MarkRepeatsAsync(
        PendingAppend append, DeviceTail tail, TailClaim claim, CancellationToken cancellationToken)
    {
        // A repeat is acknowledged as present, so what it repeats must be durable first.
        await Task.WhenAll(claim.Before).WaitAsync(cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var stored = await FindStoredAsync(append.Batch, tail, claim, cancellationToken).ConfigureAwait(false);
        Mark(append, stored);
    }

    /// <summary>When the first of two equal reports turned out to be refused, so is the second.</summary>
    public static void FollowRefusals(PendingAppend append)
    {
        if (!append.Outcomes.Contains(AppendOutcome.Refused))
            return;
        var reports = append.Batch.Reports.Span;
        var refused = new HashSet<long>();
        for (var i = 0; i < reports.Length; i++)
        {
            if (append.Outcomes[i] == AppendOutcome.Refused)
                refused.Add(reports[i].FixTimeUs);
            else if (append.Outcomes[i] == AppendOutcome.Stored)
                refused.Remove(reports[i].FixTimeUs);
            else if (refused.Contains(reports[i].FixTimeUs))
                append.Outcomes[i] = AppendOutcome.Refused;
        }
    }

    private static void Mark(PendingAppend append, HashSet<long> present)
    {
        var reports = append.Batch.Reports.Span;
        for (var i = 0; i < reports.Length; i++)
        {
            if (append.Outcomes[i] == AppendOutcome.Stored && !present.Add(reports[i].FixTimeUs))
                append.Outcomes[i] = AppendOutcome.Duplicate;
        }
    }

    private async Task<HashSet<long>> FindStoredAsync(
        ReportBatch batch, DeviceTail tail, TailClaim claim, CancellationToken cancellationToken)
    {
        var markUs = claim.MarkUs;
        var device = batch.Device.Id;
        if (!claim.IsKnown)
        {
            var lastUs = await AskAsync(
                () => queries.ReadLastTimeUsAsync(batch.ExerciseId, device, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
            tail.Learn(lastUs);
            markUs = Math.Max(markUs, lastUs ?? long.MinValue);
        }

        var ranges = RangesUpTo(batch.Reports, markUs);
        return ranges.Count == 0
            ? []
            : await AskAsync(
                () => queries.ReadTimesUsAsync(batch.ExerciseId, device, ranges, cancellationToken), cancellationToken)
                .ConfigureAwait(false);
    }

    private static List<TimeRange> RangesUpTo(ReadOnlyMemory<Report> reports, long markUs)
    {
        var times = new List<long>();
        foreach (ref readonly var report in reports.Span)
        {
            if (report.FixTimeUs <= markUs && Lines.InfluxTime.CanHold(report.FixTimeUs))
                times.Add(report.FixTimeUs);
        }

        times.Sort();
        var ranges = new List<TimeRange>();
        foreach (var us in times)
        {
            if (ranges.Count > 0 && us - ranges[^1].EndUs <= LookupGapUs)
                CollectionsMarshal.AsSpan(ranges)[^1] = ranges[^1] with { EndUs = us + 1 };
            else
                ranges.Add(new TimeRange(us, us + 1));
        }

        return ranges;
    }

    // While the store is away the caller waits, as it does for writes.
    private async Task<T> AskAsync<T>(Func<Task<T>> question, CancellationToken cancellationToken)
    {
        await _lookups.TakeAsync(1, cancellationToken).ConfigureAwait(false);
        try
        {
            var backoff = new Backoff(time);
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    // Somebody may have removed the database under us.
                    if (attempt > 1)
                        await http.Dialect.EnsureDatabaseAsync(http, cancellationToken).ConfigureAwait(false);
                    return await question().ConfigureAwait(false);
                }
                catch (StoreException)
                {
                    InfluxMetrics.Retries.Add(1);
                }

                await backoff.WaitAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _lookups.Return(1);
        }
    }
}
