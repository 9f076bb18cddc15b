using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Server.Contract;
using Telemetry.Server.Exports;
using Telemetry.Server.Faults;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Reporting;

/// <summary>What a report is to be of.</summary>
internal sealed record ReportQuestion(
    Exercise Exercise, PlanArea? Area, TimeRange Span, ReportWords Words, TimeZoneInfo Zone)
{
    private static readonly TimeSpan LookBack = TimeSpan.FromDays(8);
    private static readonly TimeSpan WithoutDuty = TimeSpan.FromHours(24);

    public IReadOnlyList<Place> Places =>
        [.. Exercise.Plan.Plan.Places.Where(place => Area is null || place.AreaId == Area.Id)];

    public static ReportQuestion Of(Exercise exercise, HttpRequest request)
    {
        var query = request.Query;
        query.AllowOnly("from", "to", "area", "lang");
        var plan = exercise.Plan.Plan;
        PlanArea? area = null;
        if (query.Text("area") is { } areaId)
        {
            ExportQuestion.CheckArea(plan, areaId);
            area = plan.Areas.FirstOrDefault(one => one.Id == areaId) ?? new PlanArea(areaId, areaId);
        }

        var duties = DutiesOf(plan, area?.Id);
        var zone = duties.Count > 0 ? TimeZoneInfo.FindSystemTimeZoneById(duties[0].TimeZoneId) : TimeZoneInfo.Utc;
        var span = SpanOf(query, duties, exercise.WatermarkUs);
        return new ReportQuestion(exercise, area, span, WordsOf(query, request), zone);
    }

    public DateTimeOffset Local(long us) => TimeZoneInfo.ConvertTime(TimeUs.ToTime(us), Zone);

    /// <summary>Those of the places asked for first.</summary>
    private static List<DutySchedule> DutiesOf(Plan plan, string? areaId) =>
    [
        .. plan.Places.OrderBy(place => areaId is null || place.AreaId == areaId ? 0 : 1)
            .SelectMany(place => place.Rules).Select(rule => rule.Duty)
            .Concat(plan.Roster.Values.Select(entry => entry.Duty))
            .Where(duty => !duty.IsAlways).Distinct(),
    ];

    /// <summary>As asked; without ends, the last duty window that has begun.</summary>
    private static TimeRange SpanOf(IQueryCollection query, List<DutySchedule> duties, long watermarkUs)
    {
        var (from, to) = (query.Time("from"), query.Time("to"));
        if (from is null != to is null)
            throw Fault.InvalidField(from is null ? "from" : "to", "is needed when the other end is given");
        var span = from is { } fromUs && to is { } toUs
            ? new TimeRange(fromUs, toUs)
            : LastWindow(duties, watermarkUs);
        if (span.IsEmpty)
            throw Fault.InvalidField("to", "is not after from");
        if (span.Length > ReportLimits.Span)
            throw Fault.InvalidField("to", $"is more than {ReportLimits.Span.TotalDays} days after from");
        return span;
    }

    private static TimeRange LastWindow(List<DutySchedule> duties, long watermarkUs)
    {
        var past = new TimeRange(watermarkUs - TimeUs.Of(LookBack), watermarkUs);
        foreach (var duty in duties)
        {
            if (duty.ShiftsBetween(past).LastOrDefault() is { IsEmpty: false } last)
                return last;
        }

        return past with { StartUs = watermarkUs - TimeUs.Of(WithoutDuty) };
    }

    private static ReportWords WordsOf(IQueryCollection query, HttpRequest request) => query.Text("lang") switch
    {
        "en" => ReportWords.English,
        "zh" => ReportWords.Chinese,
        null => request.Headers.AcceptLanguage.ToString().StartsWith("zh", StringComparison.OrdinalIgnoreCase)
            ? ReportWords.Chinese
            : ReportWords.English,
        var other => throw Fault.InvalidField("lang", $"is neither en nor zh: \"{ResourceNames.Shown(other)}\""),
    };
}
