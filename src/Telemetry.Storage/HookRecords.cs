using Telemetry.Core.Gaps;

namespace Telemetry.Storage;

/// <summary>A hook as it was added.</summary>
/// <param name="Definition">What it is told, where and how: the server's own encoding, opaque here.</param>
/// <param name="Cursor">Everything up to here has become deliveries, or was not for it.</param>
public sealed record HookRecord(string ExerciseId, string Id, long CreatedUs, string Definition, HookCursor Cursor);

/// <summary>How far a hook has come: the last gap revision and the last acknowledgement that it has seen.</summary>
public readonly record struct HookCursor(long GapSequence, long AcknowledgementNo);

/// <summary>A gap revision, and how the gap stood before it; null when this is its first.</summary>
public sealed record GapStep(GapRow Row, GapStanding? Before);

public readonly record struct GapStanding(GapState State, Certainty Certainty);

/// <summary>An acknowledgement with its place among those of its exercise.</summary>
public sealed record NumberedAcknowledgement(long No, Acknowledgement Acknowledgement);

public enum HookDeliveryState : byte
{
    Pending = 1,
    Delivered = 2,

    /// <summary>The receiver never took it.</summary>
    GivenUp = 3,
}

/// <summary>A message to write down for a hook, whole: every attempt sends the same.</summary>
public sealed record HookMessage(string EventId, string EventType, string Body);

/// <summary>A message of a hook, and what became of it. Numbers ascend within the hook.</summary>
/// <param name="DueUs">When it may be sent next.</param>
/// <param name="Attempts">The last <see cref="AttemptsKept"/>, first to last.</param>
public sealed record HookDelivery(
    long No, HookMessage Message, long CreatedUs, HookDeliveryState State, long DueUs, int AttemptCount,
    IReadOnlyList<HookAttempt> Attempts)
{
    public const int AttemptsKept = 20;
}

/// <summary>One attempt to deliver.</summary>
/// <param name="Status">HTTP status; 0 when there was no answer.</param>
/// <param name="Error">Empty when it was taken.</param>
public sealed record HookAttempt(int Number, long StartedUs, long TookUs, int Status, string Error);
