using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
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
        var ofDevice = gap.Kind == Core.Gaps.GapKind.Silent;
        var plan = exercise.Plan.Plan;
        var place = ofDevice ? null : PlanNames.Of(plan).FindPlace(gap.SubjectId);
        var message = new V1.Gap
        {
            Name = ResourceNames.Gap(exercise.Id, gap.Id),
            Kind = (GapKind)gap.Kind,
            Subject = ofDevice ? ResourceNames.Device(gap.SubjectId) : ResourceNames.Place(gap.SubjectId),
            SubjectDisplayName = ofDevice ? CallSignOf(plan, gap.SubjectId) : place?.Name ?? "",
            Area = place?.AreaId ?? "",
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

    private static string CallSignOf(Plan plan, string deviceId) =>
        plan.Roster.TryGetValue(deviceId, out var entry) ? entry.CallSign : "";
}
