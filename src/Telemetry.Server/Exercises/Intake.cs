using System.Collections.Concurrent;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Server.Aggregation;
using Telemetry.Server.Live;
using Telemetry.Storage;

namespace Telemetry.Server.Exercises;

/// <summary>
/// The way of a checked batch: note what is late, store, hand to the engine. Returns when all of that is done, so an
/// acknowledgement means stored, and sure to be judged even if the server dies at once.
/// </summary>
internal sealed class Intake(
    IReportStore store, EngineLoop engine, InFlightReports inFlight, LateSpanWriter lateSpans,
    GroupWriter<DeviceRecord> registrar, FleetView fleet, TimeProvider time)
{
    private static readonly long LatenessUs = TimeUs.Of(Limits.Lateness);

    private readonly ConcurrentDictionary<string, DeviceIntake> _devices = [];

    public void Restore(string deviceId, long newestFixUs) => _devices[deviceId] = new DeviceIntake(newestFixUs);

    public async Task<AppendOutcome[]> TakeAsync(ReportBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Reports.IsEmpty)
            return [];
        var device = _devices.TryGetValue(batch.Device.Id, out var known)
            ? known
            : await RegisterAsync(batch.Device, cancellationToken);
        var (earliestUs, latestUs) = Span(batch.Reports.Span);
        var ticket = inFlight.Enter(earliestUs);
        var isHanded = false;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before;
        bool isLate;
        lock (device.Lock)
        {
            // The ticket came first: a checkpoint that this reading of the watermark misses sees the ticket.
            isLate = earliestUs < engine.WatermarkUs || earliestUs <= device.NewestFixUs;
            device.NewestFixUs = Math.Max(device.NewestFixUs, latestUs);
            (before, device.Turn) = (device.Turn, turn.Task);
        }

        try
        {
            if (isLate)
                batch = await NoteLateAsync(batch, ticket, earliestUs, latestUs, cancellationToken);
            var outcomes = await store.AppendAsync(batch, cancellationToken);
            fleet.Observe(batch, outcomes);
            await before;
            isHanded = await HandOverAsync(batch, outcomes, ticket);
            return outcomes;
        }
        finally
        {
            if (!isHanded)
                inFlight.Exit(ticket);
            turn.SetResult();
        }
    }

    private async Task<DeviceIntake> RegisterAsync(DeviceIdentity identity, CancellationToken cancellationToken)
    {
        await registrar.WriteAsync(new DeviceRecord(identity, TimeUs.From(time.GetUtcNow())), cancellationToken);
        return _devices.GetOrAdd(identity.Id, static _ => new DeviceIntake(long.MinValue));
    }

    private async Task<ReportBatch> NoteLateAsync(
        ReportBatch batch, long ticket, long earliestUs, long latestUs, CancellationToken cancellationToken)
    {
        inFlight.MarkLate(ticket, lateSpans.LastSequence);
        await lateSpans.WriteAsync(new TrackSpan(batch.Device.Id, earliestUs, latestUs), cancellationToken);
        var finalUs = engine.WatermarkUs == long.MinValue ? long.MinValue : engine.WatermarkUs - LatenessUs;
        if (earliestUs >= finalUs)
            return batch;
        var reports = batch.Reports.ToArray();
        for (var i = 0; i < reports.Length; i++)
            reports[i] = reports[i] with { TooLate = reports[i].FixTimeUs < finalUs };
        return batch with { Reports = reports };
    }

    /// <summary>True when the engine will answer for the ticket.</summary>
    private async ValueTask<bool> HandOverAsync(ReportBatch batch, AppendOutcome[] outcomes, long ticket)
    {
        var stored = outcomes.Count(outcome => outcome == AppendOutcome.Stored);
        if (stored == 0)
            return false;
        var reports = stored == outcomes.Length ? batch.Reports : Only(batch.Reports.Span, outcomes, stored);
        // Not to be cancelled: the reports are stored.
        await engine.PostAsync(new EngineWork.Take(batch.Device, reports, ticket), CancellationToken.None);
        return true;
    }

    private static Report[] Only(ReadOnlySpan<Report> reports, AppendOutcome[] outcomes, int count)
    {
        var kept = new Report[count];
        var next = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            if (outcomes[i] == AppendOutcome.Stored)
                kept[next++] = reports[i];
        }

        return kept;
    }

    private static (long EarliestUs, long LatestUs) Span(ReadOnlySpan<Report> reports)
    {
        var (earliestUs, latestUs) = (long.MaxValue, long.MinValue);
        foreach (ref readonly var report in reports)
        {
            earliestUs = Math.Min(earliestUs, report.FixTimeUs);
            latestUs = Math.Max(latestUs, report.FixTimeUs);
        }

        return (earliestUs, latestUs);
    }
}
