using System.CommandLine;
using System.Globalization;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

internal static class CoverageCommand
{
    // What live shows when no span is given.
    private static readonly TimeSpan LiveSpan = TimeSpan.FromHours(24);

    public static Command Build(CommandContext context)
    {
        var from = TimeArgument.Time(
            "--from", "Start of the span; default: the drill's start, or a day before the end");
        var to = TimeArgument.Time("--to", "End of the span; default: the watermark");
        var area = new Option<string?>("--area") { Description = "Only places of this area" };
        var asOf = TimeArgument.Time("--as-of", "What was known then, by the server's clock");
        var command = new Command("coverage", "How well places were patrolled")
        {
            from, to, area, asOf, CoverageCellsCommand.Build(context),
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var get = new GetExerciseRequest { Name = server.Exercise };
            var exercise = await server.Exercises.GetExerciseAsync(get, cancellationToken: cancellationToken);
            var end = parsed.GetValue(to)?.ToTimestamp() ?? exercise.WatermarkTime;
            var start = parsed.GetValue(from)?.ToTimestamp()
                ?? (exercise.Drill ? exercise.StartTime : end - LiveSpan.ToDuration());
            var request = new QueryCoverageRequest
            {
                Parent = server.Exercise,
                Interval = new TimeInterval { StartTime = start, EndTime = end },
                Area = parsed.GetValue(area) ?? "",
                AsOfTime = parsed.GetValue(asOf)?.ToTimestamp(),
            };
            var answer = await server.Coverage.QueryCoverageAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, answer, () => TableOf(answer));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(QueryCoverageResponse answer)
    {
        var table = TextTable.Of(
            "PLACE", "VISITS", "PATROL", "OFFICER", "MEAN IDLE", "AVERAGE IDLE", "WORST", "OVERDUE", "DOSES MET",
            "FRESH", "LAST VISIT");
        IEnumerable<Coverage> rows =
            [.. answer.Places, .. answer.Areas, .. answer.Total is null ? [] : new[] { answer.Total }];
        foreach (var row in rows)
        {
            table.Row(
                row.DisplayName.Length > 0 ? row.DisplayName : row.Subject,
                $"{row.VisitCount}",
                DwellOf(row.PatrolTime, row.PossiblePatrolTime),
                DwellOf(row.OfficerTime, row.PossibleOfficerTime),
                ValueText.OfSeconds(row.Idleness?.MeanSeconds ?? 0),
                ValueText.OfSeconds(row.Idleness?.TimeAverageSeconds ?? 0),
                ValueText.OfSeconds(row.Idleness?.WorstSeconds ?? 0),
                row.HasOverdueFraction ? PercentOf(row.OverdueFraction) : "",
                row.DoseShiftCount > 0 ? $"{row.DoseMetCount}/{row.DoseShiftCount}" : "",
                row.HasFreshFraction ? PercentOf(row.FreshFraction) : "",
                ValueText.Of(row.LastVisitTime));
        }

        return table;
    }

    /// <summary>As observed, and at most.</summary>
    private static string DwellOf(Duration? observed, Duration? possible)
    {
        var (least, most) = (SpanOf(observed), SpanOf(possible));
        var text = ValueText.Of(least);
        return ValueText.Of(most) == text ? text : $"{text}…{ValueText.Of(most)}";
    }

    private static TimeSpan SpanOf(Duration? duration) => duration?.ToTimeSpan() ?? TimeSpan.Zero;

    private static string PercentOf(double fraction) => fraction.ToString("0.0 %", CultureInfo.InvariantCulture);
}
