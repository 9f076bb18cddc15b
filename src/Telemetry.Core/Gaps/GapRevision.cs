namespace Telemetry.Core.Gaps;

/// <summary>Why a gap's facts changed.</summary>
public enum RevisionCause : byte
{
    /// <summary>Event time passed: a limit was reached, a visit made, a window ended.</summary>
    Clock = 1,

    /// <summary>Reports came in for a time already judged.</summary>
    LateReports = 2,

    /// <summary>A new plan version took effect.</summary>
    PlanChanged = 3,

    /// <summary>A silence began, went on or was filled, and with it who could have been there.</summary>
    SilenceChanged = 4,
}

/// <summary>One step in a gap's history. Revisions of a gap count up from 1; the last one holds.</summary>
/// <param name="Gap">The facts from this revision on; for a retracted gap, those last believed.</param>
/// <param name="WatermarkUs">The event time up to which data was taken as complete.</param>
public sealed record GapRevision(Gap Gap, int Revision, bool IsRetracted, RevisionCause Cause, long WatermarkUs)
{
    public GapState State => IsRetracted ? GapState.Retracted : Gap.Close is null ? GapState.Open : GapState.Resolved;
}
