using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Exercises;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Contract;

/// <summary>A gap revision in the contract's words, with names from the plan in force.</summary>
internal static class GapMessages
{
    public static V1.Gap ToMessage(this Exercise exercise, GapRow row)
    {
        var revision = row.Revision;
        var gap = revision.Gap;
        var names = PlanNames.Of(exercise.Plan.Plan);
        var message = new V1.Gap
        {
            Name = ResourceNames.Gap(exercise.Id, gap.Id),
            Kind = (GapKind)gap.Kind,
            Subject = ResourceNames.Subject(gap.Kind, gap.SubjectId),
            SubjectDisplayName = names.NameOf(gap.Kind, gap.SubjectId),
            Area = names.AreaOf(gap.Kind, gap.SubjectId),
            Priority = names.WeightOf(gap.Kind, gap.SubjectId, gap.RuleId),
            Rule = gap.RuleId,
            PlanVersion = gap.PlanVersion,
            IdleStartTime = Times.ToTimestamp(gap.IdleFromUs),
            OpenTime = Times.ToTimestamp(gap.OpenUs),
            State = (GapState)revision.State,
            Certainty = (Certainty)gap.Certainty,
            Revision = revision.Revision,
            RevisionCause = (RevisionCause)revision.Cause,
            RecordTime = Times.ToTimestamp(row.RecordedUs),
            Final = IsFinal(gap, exercise.WatermarkUs),
        };
        if (gap.Close is { } close)
        {
            message.CloseTime = Times.ToTimestamp(close.TimeUs);
            message.CloseReason = (CloseReason)close.Reason;
        }

        foreach (var device in gap.UnverifiedBy)
            message.UnverifiedBy.Add(ResourceNames.Device(device));
        if (row.Acknowledgement is { } seen)
            message.Acknowledgement = new V1.Acknowledgement
            {
                By = seen.By,
                Note = seen.Note,
                RecordTime = Times.ToTimestamp(seen.RecordedUs),
            };
        return message;
    }

    /// <summary>Closed for so long that no late report is heeded any more.</summary>
    private static bool IsFinal(Core.Gaps.Gap gap, long watermarkUs) =>
        gap.Close is { } close && close.TimeUs <= watermarkUs - TimeUs.Of(Limits.Lateness);
}
