using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Visits;

namespace Telemetry.Storage;

/// <summary>
/// Everything that is not a report: exercises, plans, presences, gap revisions, acknowledgements, checkpoints,
/// late spans, the device registry, hooks and the audit trail. Relational; each call is one transaction, durable when
/// it returns. Writing of an exercise that is not there is a <see cref="StoreException"/>.
/// Methods may be called concurrently.
/// </summary>
public interface ILedger : IAsyncDisposable
{
    Task<IReadOnlyList<ExerciseRecord>> ReadExercisesAsync(CancellationToken cancellationToken);

    /// <summary>False when the id is taken.</summary>
    Task<bool> CreateExerciseAsync(ExerciseRecord exercise, CancellationToken cancellationToken);

    /// <summary>Removes an exercise and all that belongs to it. Idempotent.</summary>
    Task DeleteExerciseAsync(string exerciseId, CancellationToken cancellationToken);

    Task<IReadOnlyList<PlanRecord>> ReadPlansAsync(string exerciseId, CancellationToken cancellationToken);

    /// <summary>False when the version exists already.</summary>
    Task<bool> AppendPlanAsync(PlanRecord plan, CancellationToken cancellationToken);

    /// <summary>
    /// Writes revisions and the exercise's clock in one transaction; returns the revisions with their sequences.
    /// </summary>
    Task<IReadOnlyList<GapRow>> AppendGapsAsync(
        string exerciseId, long clockUs, long recordedUs, IReadOnlyList<GapRevision> revisions,
        CancellationToken cancellationToken);

    /// <summary>The last revision of each gap that matches.</summary>
    Task<IReadOnlyList<GapRow>> ReadGapsAsync(GapQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// All revisions of one gap, ascending, or those recorded before a time; empty when there are none.
    /// </summary>
    Task<IReadOnlyList<GapRow>> ReadGapHistoryAsync(
        string exerciseId, string gapId, long? recordedBeforeUs, CancellationToken cancellationToken);

    /// <summary>Revisions after a sequence, ascending, at most <paramref name="limit"/>.</summary>
    Task<IReadOnlyList<GapRow>> ReadGapsSinceAsync(
        string exerciseId, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Last revisions of the gaps that may still change: open, or closed at or after
    /// <paramref name="closedFromUs"/>, the retracted among them included; one retracted while open counts as closed
    /// when it opened.
    /// </summary>
    Task<IReadOnlyList<GapRow>> ReadProvisionalGapsAsync(
        string exerciseId, long closedFromUs, CancellationToken cancellationToken);

    Task AcknowledgeAsync(string exerciseId, Acknowledgement acknowledgement, CancellationToken cancellationToken);

    /// <summary>Returns the last sequence given. Must be durable before the late reports are acknowledged.</summary>
    Task<long> AppendLateSpansAsync(
        string exerciseId, long recordedUs, IReadOnlyList<(string DeviceId, long FromUs, long ToUs)> spans,
        CancellationToken cancellationToken);

    Task<IReadOnlyList<LateSpan>> ReadLateSpansAsync(
        string exerciseId, long afterSequence, CancellationToken cancellationToken);

    /// <summary>Late spans that were noted in one stretch of time and meet another, by sequence.</summary>
    Task<IReadOnlyList<LateSpan>> ReadLateSpansAsync(
        string exerciseId, TimeRange recorded, TimeRange meeting, CancellationToken cancellationToken);

    /// <summary>
    /// Presence changes and checkpoint in one transaction. Presences removed, and late spans that the checkpoint holds,
    /// are kept for <see cref="Limits.PresenceHistory"/>: as-of reads and evidence find them.
    /// </summary>
    Task CommitAsync(
        string exerciseId, PresenceChanges presences, CheckpointRecord checkpoint, CancellationToken cancellationToken);

    Task<CheckpointRecord?> ReadCheckpointAsync(string exerciseId, CancellationToken cancellationToken);

    /// <summary>The last cut, or the last one recorded before a time; null when there is none.</summary>
    Task<Cut?> ReadCutAsync(string exerciseId, long? recordedBeforeUs, CancellationToken cancellationToken);

    /// <summary>Presences by place, then start.</summary>
    IAsyncEnumerable<Presence> ReadPresencesAsync(PresenceQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// Presences at many places over months, without who it was, as recorded before a time: slices that ascend in time,
    /// each to be disposed. The next slice is read while the caller looks at one.
    /// </summary>
    /// <param name="placeIds">Slices number the places in this order.</param>
    IAsyncEnumerable<StaySlice> ReadStaysAsync(
        string exerciseId, TimeRange range, IReadOnlyList<string> placeIds, long recordedBeforeUs,
        CancellationToken cancellationToken);

    /// <summary>Adds devices not known yet; updates kind and unit of those that are.</summary>
    Task RegisterDevicesAsync(
        string exerciseId, IReadOnlyList<DeviceRecord> devices, CancellationToken cancellationToken);

    Task<IReadOnlyList<DeviceRecord>> ReadDevicesAsync(string exerciseId, CancellationToken cancellationToken);

    /// <summary>Who changed what: plans applied, exercises made and deleted, gaps acknowledged.</summary>
    Task AppendAuditAsync(
        string exerciseId, long recordedUs, string who, string action, string subject,
        CancellationToken cancellationToken);

    /// <summary>
    /// Adds a hook that has seen all there is; null when its id is taken.
    /// </summary>
    Task<HookRecord?> CreateHookAsync(
        string exerciseId, string hookId, long createdUs, string definition, CancellationToken cancellationToken);

    /// <summary>Every hook of every exercise, by exercise and id.</summary>
    Task<IReadOnlyList<HookRecord>> ReadHooksAsync(CancellationToken cancellationToken);

    /// <summary>Removes a hook and its deliveries. Idempotent.</summary>
    Task DeleteHookAsync(string exerciseId, string hookId, CancellationToken cancellationToken);

    /// <summary>Revisions after a sequence, ascending, each with how the gap stood before it.</summary>
    Task<IReadOnlyList<GapStep>> ReadGapStepsAsync(
        string exerciseId, long afterSequence, int limit, CancellationToken cancellationToken);

    /// <summary>Acknowledgements after a number, ascending.</summary>
    Task<IReadOnlyList<NumberedAcknowledgement>> ReadAcknowledgementsSinceAsync(
        string exerciseId, long afterNo, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Writes down messages and moves the hook's cursor in one transaction, so that what is in the ledger is told, and
    /// written down once. Deliveries that are done and were written before <paramref name="forgetBeforeUs"/> go. False
    /// when there is no such hook any more.
    /// </summary>
    Task<bool> AppendHookDeliveriesAsync(
        HookRecord hook, HookCursor cursor, IReadOnlyList<HookMessage> messages, long nowUs, long forgetBeforeUs,
        CancellationToken cancellationToken);

    /// <summary>What is to be sent, in order, at most <paramref name="limit"/>; without its attempts.</summary>
    Task<IReadOnlyList<HookDelivery>> ReadPendingDeliveriesAsync(
        string exerciseId, string hookId, int limit, CancellationToken cancellationToken);

    /// <summary>Notes an attempt and where the delivery stands after it.</summary>
    Task RecordHookAttemptAsync(
        string exerciseId, string hookId, long deliveryNo, HookAttempt attempt, HookDeliveryState state, long dueUs,
        CancellationToken cancellationToken);

    /// <summary>Newest first, those before a number, with their attempts.</summary>
    Task<IReadOnlyList<HookDelivery>> ReadHookDeliveriesAsync(
        string exerciseId, string hookId, HookDeliveryState? state, long? beforeNo, int limit,
        CancellationToken cancellationToken);
}
