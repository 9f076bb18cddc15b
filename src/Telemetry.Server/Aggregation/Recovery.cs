using System.Text;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>An engine as it was before the server stopped, whatever stopped it.</summary>
/// <param name="RecordedUs">When the last checkpoint was made, by the server's clock.</param>
internal sealed record Recovered(
    GapEngine Engine, PlanVersion Plan, SettingsHistory Settings, long LateSequence, long RecordedUs);

/// <summary>
/// Brings an engine back: plans, checkpoint, presences and gaps from the ledger, then the reports the checkpoint does
/// not hold. Those are the ones at or after its <c>RecoverFromUs</c> and beyond their device's tail, and those in late
/// spans noted since (a store may find reports by fix time only).
/// </summary>
internal sealed class Recovery(ExerciseRecord exercise, IReportStore store, ILedger ledger, TimeProvider time)
{
    private readonly GapEngine _engine = new(exercise.Id, Limits.Lateness);
    private SettingsHistory _settings = SettingsHistory.Empty;

    public async Task<Recovered> RunAsync(CancellationToken cancellationToken)
    {
        var plan = await ApplyPlansAsync(cancellationToken);
        var checkpoint = await ledger.ReadCheckpointAsync(exercise.Id, cancellationToken);
        var isRestored = checkpoint is not null && await TryRestoreAsync(checkpoint, cancellationToken);
        var lateSequence = checkpoint?.LateSequence ?? 0;
        var fromUs = isRestored ? checkpoint!.RecoverFromUs : long.MinValue;
        await AddReportsAsync(new TimeRange(fromUs, long.MaxValue), cancellationToken);
        // After those: what a late span adds behind a tail must not make the reports before it look known.
        foreach (var late in await ledger.ReadLateSpansAsync(exercise.Id, lateSequence, cancellationToken))
        {
            if (isRestored)
                await AddLateAsync(late, cancellationToken);
            lateSequence = Math.Max(lateSequence, late.Sequence);
        }

        if (!isRestored)
            _engine.RestoreGaps(await ReadGapsAsync(long.MinValue, cancellationToken));
        await new Splicing(exercise.Id, store, time).SpliceAllAsync(_engine, cancellationToken);
        return new Recovered(_engine, plan, _settings, lateSequence, checkpoint?.RecordedUs ?? long.MinValue);
    }

    private async Task<PlanVersion> ApplyPlansAsync(CancellationToken cancellationToken)
    {
        var current = new PlanVersion(0, long.MinValue, Plan.Empty);
        foreach (var record in await ledger.ReadPlansAsync(exercise.Id, cancellationToken))
        {
            var plan = PlanDocument.Parse(Encoding.UTF8.GetBytes(record.Document)).Plan
                ?? throw new StoreException(
                    $"Plan {record.Version} of exercise {exercise.Id} is in the ledger but has faults");
            current = new PlanVersion(record.Version, record.EffectiveFromUs, plan);
            _settings = _settings.With(current);
            _engine.ApplyPlan(current, new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Grounds)));
        }

        return current;
    }

    private async Task<bool> TryRestoreAsync(CheckpointRecord checkpoint, CancellationToken cancellationToken)
    {
        var sinceUs = _engine.NeedsFromUs(checkpoint.RecoverFromUs);
        var presences = new List<Presence>();
        var query = new PresenceQuery(exercise.Id, new TimeRange(sinceUs, long.MaxValue));
        await foreach (var presence in ledger.ReadPresencesAsync(query, cancellationToken))
            presences.Add(presence);
        var gaps = await ReadGapsAsync(sinceUs, cancellationToken);
        return _engine.TryRestore(checkpoint.State, presences, gaps);
    }

    private async Task<IEnumerable<GapRevision>> ReadGapsAsync(long closedFromUs, CancellationToken cancellationToken)
    {
        var rows = await ledger.ReadProvisionalGapsAsync(exercise.Id, closedFromUs, cancellationToken);
        return rows.Select(row => row.Revision);
    }

    /// <summary>
    /// What the span adds behind the device's tail is taken in order; the rest is read again as a splice.
    /// </summary>
    private async Task AddLateAsync(LateSpan late, CancellationToken cancellationToken)
    {
        var lastUs = _engine.LastFixUs(late.DeviceId) ?? long.MinValue;
        if (late.FromUs <= lastUs)
            _engine.AddLate(new TrackSpan(late.DeviceId, late.FromUs, Math.Min(late.ToUs, lastUs)));
        if (late.ToUs <= lastUs)
            return;
        var kinds = (await ledger.ReadDevicesAsync(exercise.Id, cancellationToken)).ToDictionary(d => d.Identity.Id);
        if (!kinds.TryGetValue(late.DeviceId, out var device))
            return;
        var reports = new List<Report>();
        var range = new TimeRange(Math.Max(late.FromUs, lastUs + 1), late.ToUs + 1);
        await foreach (var report in store.ReadDeviceAsync(exercise.Id, late.DeviceId, range, cancellationToken))
            reports.Add(report);
        _engine.Add(device.Identity, [.. reports]);
    }

    private async Task AddReportsAsync(TimeRange range, CancellationToken cancellationToken)
    {
        await foreach (var batch in store.ReadAllAsync(exercise.Id, range, cancellationToken))
        {
            // Up to its tail a device's reports are in the state, or in a late span.
            var tailUs = _engine.LastFixUs(batch.Device.Id) ?? long.MinValue;
            var start = 0;
            while (start < batch.Reports.Length && batch.Reports.Span[start].FixTimeUs <= tailUs)
                start++;
            _engine.Add(batch.Device, batch.Reports.Span[start..]);
        }
    }
}
