using System.CommandLine;
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
        var from = TimeArgument.Time("--from", "Start of the span; default: the drill's start, or a day before the end");
        var to = TimeArgument.Time("--to", "End of the span; default: the watermark");
        var area = new Option<string?>("--area") { Description = "Only places of this area" };
        var command = new Command("coverage", "How well places were patrolled") { from, to, area };
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
            };
            var answer = await server.Coverage.QueryCoverageAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, answer, () => TableOf(answer));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(QueryCoverageResponse answer)
    {
        var table = TextTable.Of("PLACE", "VISITS", "PATROL", "OFFICER", "MEAN IDLE", "AVERAGE IDLE", "WORST", "LAST VISIT");
        IEnumerable<Coverage> rows = [.. answer.Places, .. answer.Areas, .. answer.Total is null ? [] : new[] { answer.Total }];
        foreach (var row in rows)
        {
            table.Row(
                row.DisplayName.Length > 0 ? row.DisplayName : row.Subject,
                $"{row.VisitCount}",
                ValueText.Of(row.PatrolTime?.ToTimeSpan() ?? TimeSpan.Zero),
                ValueText.Of(row.OfficerTime?.ToTimeSpan() ?? TimeSpan.Zero),
                ValueText.OfSeconds(row.Idleness?.MeanSeconds ?? 0),
                ValueText.OfSeconds(row.Idleness?.TimeAverageSeconds ?? 0),
                ValueText.OfSeconds(row.Idleness?.WorstSeconds ?? 0),
                ValueText.Of(row.LastVisitTime));
        }

        return table;
    }
}
