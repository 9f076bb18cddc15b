using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage;

/// <summary>A world of its own. <c>live</c> runs by the wall clock, every other by its replayer's.</summary>
/// <param name="ClockUs">How far its clock has been advanced; never goes back.</param>
public sealed record ExerciseRecord(string Id, string DisplayName, long CreatedUs, long StartUs, long ClockUs);

/// <summary>A plan as it was applied. <paramref name="Document"/> is the GeoJSON text, byte for byte.</summary>
public sealed record PlanRecord(
    string ExerciseId, int Version, long EffectiveFromUs, long RecordedUs, string Author, string Document);

/// <summary>A revision with its place in the ledger. Sequences ascend within an exercise.</summary>
public sealed record GapRow(
    long Sequence, string ExerciseId, long RecordedUs, GapRevision Revision, Acknowledgement? Acknowledgement);

/// <summary>
/// Somebody has seen a gap. A fact about it, not a state of it. A later one replaces it; all are kept.
/// </summary>
public sealed record Acknowledgement(string GapId, string By, string Note, long RecordedUs);

/// <summary>Which gaps to list; null means any. Ordered by (open time descending, id).</summary>
/// <param name="Overlapping">Gaps whose [open, close) meets this range.</param>
/// <param name="After">Exclusive start: the (open time, id) of the last gap of the page before.</param>
/// <param name="RecordedBeforeUs">As-of: only what was recorded before this time is known.</param>
public sealed record GapQuery(
    string ExerciseId,
    TimeRange? Overlapping = null,
    GapKind? Kind = null,
    GapState? State = null,
    IReadOnlyCollection<string>? SubjectIds = null,
    (long OpenUs, string Id)? After = null,
    long? RecordedBeforeUs = null,
    int Limit = Limits.PageRowsDefault);

/// <summary>A device's fixes in this span came late and may not be in the checkpoint yet.</summary>
public sealed record LateSpan(long Sequence, string DeviceId, long FromUs, long ToUs);

/// <summary>What is known of a device from its reports.</summary>
public sealed record DeviceRecord(DeviceIdentity Identity, long FirstSeenUs);

/// <summary>
/// The engine's state at one cut: everything derived from the reports before it is in the ledger.
/// </summary>
/// <param name="RecordedUs">When it was made, by the server's clock; ascends strictly within an exercise.</param>
/// <param name="WatermarkUs">How far event time had come.</param>
/// <param name="RecoverFromUs">Reports at or after this fix time may be missing from the state.</param>
/// <param name="LateSequence">Late spans up to this sequence are in the state.</param>
/// <param name="State">The engine's own encoding, opaque here.</param>
public sealed record CheckpointRecord(
    long RecordedUs, long WatermarkUs, long RecoverFromUs, long LateSequence, ReadOnlyMemory<byte> State);

/// <summary>
/// A moment at which the ledger's presences were made to match the engine: all of them up to the watermark but those
/// still under way.
/// </summary>
public sealed record Cut(long RecordedUs, long WatermarkUs);

/// <summary>Which presences to read.</summary>
/// <param name="Range">Those that meet it; a presence's ends belong to it, the range's end does not.</param>
/// <param name="PlaceIds">Null means all places.</param>
/// <param name="RecordedBeforeUs">
/// As-of: as the ledger showed them before this time; exact within <see cref="Limits.PresenceHistory"/>. Null: now.
/// </param>
public sealed record PresenceQuery(
    string ExerciseId,
    TimeRange Range,
    IReadOnlyCollection<string>? PlaceIds = null,
    long? RecordedBeforeUs = null);

/// <summary>
/// What changed among the closed presences since the last commit. First the removed go, then the added come.
/// </summary>
/// <param name="Removed">As they were written before; identified by place, device and start.</param>
public sealed record PresenceChanges(IReadOnlyList<Presence> Removed, IReadOnlyList<Presence> Added);
