using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using CoreForecast = Telemetry.Core.Gaps.GapForecast;
using CoreGapKind = Telemetry.Core.Gaps.GapKind;

namespace Telemetry.Server.Live.Pictures;

/// <summary>How a place stands by its rule on idleness, in the contract's words.</summary>
internal static class PlaceStatuses
{
    /// <summary>Not broken yet. While the visit goes on nothing is told that would change with every fix.</summary>
    public static PlaceStatus Of(CoreForecast forecast)
    {
        var status = Nothing((forecast.SubjectId, forecast.RuleId));
        status.Attended = forecast.IsHeld;
        if (!forecast.IsHeld)
        {
            status.IdleStartTime = Times.ToTimestamp(forecast.IdleFromUs);
            status.DeadlineTime = Times.ToTimestamp(forecast.BreachUs);
        }

        return status;
    }

    public static PlaceStatus Of(string exerciseId, GapRow row)
    {
        var gap = row.Revision.Gap;
        var status = Nothing((gap.SubjectId, gap.RuleId));
        status.IdleStartTime = Times.ToTimestamp(gap.IdleFromUs);
        status.DeadlineTime = Times.ToTimestamp(gap.OpenUs);
        status.Gap = ResourceNames.Gap(exerciseId, gap.Id);
        status.Unverified = gap.UnverifiedBy.Length > 0;
        return status;
    }

    /// <summary>Nothing to come for a day.</summary>
    public static PlaceStatus Nothing((string SubjectId, string RuleId) key) => new()
    {
        Place = ResourceNames.Subject(CoreGapKind.Overdue, key.SubjectId),
        Rule = key.RuleId,
    };
}
