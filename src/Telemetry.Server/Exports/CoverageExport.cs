using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Server.Query;

namespace Telemetry.Server.Exports;

/// <summary>Figures of each place, each area, and all together, as QueryCoverage tells them.</summary>
internal static class CoverageExport
{
    private static readonly ExportColumn[] Columns =
    [
        new("subject", ExportType.Text), new("name", ExportType.Text), new("area", ExportType.Text),
        new("place_count", ExportType.Whole), new("visit_count", ExportType.Whole),
        new("patrol_s", ExportType.Double), new("possible_patrol_s", ExportType.Double),
        new("officer_s", ExportType.Double), new("possible_officer_s", ExportType.Double),
        new("idle_intervals", ExportType.Whole), new("idle_mean_s", ExportType.Double),
        new("idle_stddev_s", ExportType.Double), new("idle_rms_s", ExportType.Double),
        new("idle_average_s", ExportType.Double), new("idle_worst_s", ExportType.Double),
        new("idle_at_end_s", ExportType.Double), new("duty_s", ExportType.Double), new("overdue_s", ExportType.Double),
        new("overdue_fraction", ExportType.Double), new("dose_shifts", ExportType.Whole),
        new("doses_met", ExportType.Whole), new("fresh_fraction", ExportType.Double),
        new("last_visit_time", ExportType.Time), new("start_time", ExportType.Time), new("end_time", ExportType.Time),
    ];

    public static async Task<ExportSheet> OpenAsync(
        ExportQuestion question, CoverageReader coverage, CancellationToken cancellationToken)
    {
        question.Refuse("device", "does not choose coverage, which is of places; use area");
        if (question.Range.StartUs == long.MinValue)
            throw Fault.InvalidField("from", "is needed for coverage");
        if (question.Range.EndUs == long.MaxValue)
            throw Fault.InvalidField("to", "is needed for coverage");
        var request = new QueryCoverageRequest
        {
            Interval = Times.ToInterval(question.Range),
            Area = question.AreaId ?? "",
            AsOfTime = question.AsOfUs is { } asOfUs ? Times.ToTimestamp(asOfUs) : null,
        };
        var answer = await coverage.ReadAsync(question.Exercise, request, cancellationToken);
        return new ExportSheet("coverage", Columns, RowsOf(question, answer).ToAsyncEnumerable());
    }

    private static IEnumerable<ExportRow> RowsOf(ExportQuestion question, QueryCoverageResponse answer)
    {
        foreach (var (place, told) in question.Places.Zip(answer.Places))
            yield return RowOf(told, answer.Interval).On(place.Shape);
        foreach (var told in answer.Areas)
            yield return RowOf(told, answer.Interval);
        yield return RowOf(answer.Total, answer.Interval);
    }

    private static ExportRow RowOf(Coverage told, TimeInterval interval)
    {
        var idle = told.Idleness;
        return new ExportRow(
        [
            told.Subject, told.DisplayName, told.Area, told.PlaceCount, told.VisitCount, SecondsOf(told.PatrolTime),
            SecondsOf(told.PossiblePatrolTime), SecondsOf(told.OfficerTime), SecondsOf(told.PossibleOfficerTime),
            idle.IntervalCount, idle.MeanSeconds, idle.StddevSeconds, idle.RootMeanSquareSeconds,
            idle.TimeAverageSeconds, idle.WorstSeconds, idle.InstantaneousSeconds, SecondsOf(told.DutyTime),
            SecondsOf(told.OverdueTime), told.HasOverdueFraction ? told.OverdueFraction : default(ExportValue),
            told.DoseShiftCount, told.DoseMetCount, told.HasFreshFraction ? told.FreshFraction : default(ExportValue),
            Times.ToUsOrNull(told.LastVisitTime, "time"), Times.ToUs(interval.StartTime, "time"),
            Times.ToUs(interval.EndTime, "time"),
        ])
        {
            Title = told.DisplayName.Length > 0 ? told.DisplayName : told.Subject,
            StartUs = Times.ToUs(interval.StartTime, "time"),
            EndUs = Times.ToUs(interval.EndTime, "time"),
        };
    }

    private static double? SecondsOf(Duration? duration) => duration?.ToTimeSpan().TotalSeconds;
}
