using Google.Protobuf.Collections;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using CoreForecast = Telemetry.Core.Gaps.GapForecast;
using GapKind = Telemetry.Core.Gaps.GapKind;

namespace Telemetry.Server.Query.Forecasting;

/// <summary>What somebody wants to know of the gaps to come.</summary>
/// <param name="AreaId">Empty: everywhere.</param>
/// <param name="Kind">Null: any.</param>
/// <param name="Subjects">Their names; empty: all.</param>
internal sealed record ForecastQuestion(
    TimeSpan Horizon, int Limit, string AreaId, GapKind? Kind, IReadOnlySet<string> Subjects, bool IncludesHeld)
{
    public static readonly TimeSpan HorizonDefault = TimeSpan.FromHours(1);
    public static readonly TimeSpan HorizonMost = TimeSpan.FromHours(24);

    public static ForecastQuestion Of(ForecastGapsRequest request) => new(
        HorizonOf(request.Horizon), LimitOf(request.Limit), request.Area,
        GapFilter.EnumOf<GapKind>((int)request.Kind, "kind"), SubjectsOf(request.Subjects), request.IncludeHeld);

    public static ForecastQuestion Of(WatchForecastRequest request) => new(
        HorizonOf(request.Horizon), LimitOf(request.Limit), request.Area,
        GapFilter.EnumOf<GapKind>((int)request.Kind, "kind"), SubjectsOf(request.Subjects), request.IncludeHeld);

    public bool Asks(CoreForecast forecast, long watermarkUs, PlanNames names)
    {
        if (forecast.BreachUs - watermarkUs > TimeUs.Of(Horizon) || (forecast.IsHeld && !IncludesHeld))
            return false;
        if (Kind is { } kind ? forecast.Kind != kind : forecast.Kind.IsOfDevice() && Subjects.Count == 0)
            return false;
        if (AreaId.Length > 0 && names.AreaOf(forecast.Kind, forecast.SubjectId) != AreaId)
            return false;
        return Subjects.Count == 0 || Subjects.Contains(ResourceNames.Subject(forecast.Kind, forecast.SubjectId));
    }

    private static TimeSpan HorizonOf(Duration? horizon)
    {
        if (horizon is null)
            return HorizonDefault;
        // Compared before it is made a span: a message can hold more than a span can.
        return horizon.Seconds >= 0 && horizon.Seconds <= HorizonMost.TotalSeconds
            && horizon.Nanos is >= 0 and < 1_000_000_000 && horizon.ToTimeSpan() is var span
            && span > TimeSpan.Zero && span <= HorizonMost
            ? span
            : throw Fault.InvalidField("horizon", $"is not more than 0 and at most {HorizonMost.TotalHours} hours");
    }

    private static int LimitOf(int limit) => limit switch
    {
        < 0 => throw Fault.InvalidField("limit", "is negative"),
        0 => Limits.PageRowsDefault,
        _ => Math.Min(limit, Limits.PageRows),
    };

    private static HashSet<string> SubjectsOf(RepeatedField<string> names)
    {
        if (names.Count > GapFilter.Subjects)
            throw Fault.InvalidField("subjects", $"are more than {GapFilter.Subjects}");
        foreach (var name in names)
        {
            if (!name.StartsWith("places/", StringComparison.Ordinal)
                && !name.StartsWith("areas/", StringComparison.Ordinal))
                ResourceNames.ParseDevice(name, "subjects");
        }

        return [.. names];
    }
}
