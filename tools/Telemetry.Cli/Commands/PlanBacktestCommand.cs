using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;
using Telemetry.Cli.Playback;

namespace Telemetry.Cli.Commands;

/// <summary>What a plan would have flagged, beside what was flagged.</summary>
internal static class PlanBacktestCommand
{
    public static Command Build(CommandContext context)
    {
        var file = PlanCommand.FileArgument();
        var from = TimeArgument.Time("--from", "Gaps open at or after this time; required");
        var to = TimeArgument.Time("--to", "Gaps open before this time; default: now");
        from.Required = true;
        var command = new Command(
            "backtest", "Runs a plan over stored reports: what it would have flagged, and what no more")
        {
            file, from, to,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var document = await PlanFileReader.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            using var server = context.Connect(parsed);
            var request = new BacktestPlanRequest
            {
                Exercise = server.Exercise,
                Geojson = document,
                Interval = TimeArgument.Interval(
                    parsed.GetValue(from), parsed.GetValue(to) ?? await NowOfAsync(server, cancellationToken)),
            };
            var result = await RunAsync(context, server, request, cancellationToken);
            if (context.WantsJson(parsed))
            {
                foreach (var message in result)
                    await context.Io.Out.WriteLineAsync(JsonText.LineOf(message));
                return ExitCode.Ok;
            }

            TextTable.Write(context.Io.Out, TableOf(result));
            await context.Io.Out.WriteLineAsync(TextOf(result[^1].Summary));
            return ExitCode.Ok;
        });
        return command;
    }

    private static async Task<DateTimeOffset> NowOfAsync(ServerLink server, CancellationToken cancellationToken)
    {
        var request = new GetExerciseRequest { Name = server.Exercise };
        var exercise = await server.Exercises.GetExerciseAsync(request, cancellationToken: cancellationToken);
        return exercise.ClockTime.ToDateTimeOffset();
    }

    /// <summary>Subjects, then the summary; progress goes to the terminal as it comes.</summary>
    private static async Task<List<BacktestPlanResponse>> RunAsync(
        CommandContext context, ServerLink server, BacktestPlanRequest request, CancellationToken cancellationToken)
    {
        var result = new List<BacktestPlanResponse>();
        var progress = new ProgressLine(context.Io);
        using var call = server.Plans.BacktestPlan(request, cancellationToken: cancellationToken);
        try
        {
            await foreach (var message in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (message.Progress is { } step)
                    progress.Show(step.Fraction, $"{step.ReportCount:N0} reports  {ValueText.Of(step.WatermarkTime)}");
                else
                    result.Add(message);
            }
        }
        catch (RpcException e) when (PlanCommand.IsFaulty(e))
        {
            throw CommandFailure.BadInput(ServerRefusal.Describe(e).Message);
        }
        finally
        {
            progress.End();
        }

        return result;
    }

    private static Table TableOf(List<BacktestPlanResponse> result)
    {
        var table = TextTable.Of("SUBJECT", "NAME", "KIND", "ONLY NEW", "ONLY OLD", "BOTH", "UNVERIFIED BY NEW");
        foreach (var subject in result.Where(message => message.Subject is not null).Select(message => message.Subject))
        {
            foreach (var line in subject.Lines)
                Add(subject.Subject, subject.DisplayName, line);
        }

        foreach (var line in result[^1].Summary.Totals)
            Add("all", "", line);
        return table;

        void Add(string subject, string name, BacktestLine line) => table.Row(
            subject, name, line.Kind.ToString().ToLowerInvariant(), Of(line.OnlyNewCount, line.OnlyNewTime),
            Of(line.OnlyOldCount, line.OnlyOldTime), Of(line.BothCount, line.BothTime), $"{line.UnverifiedNewCount}");
    }

    private static string Of(int count, Duration time) =>
        count == 0 && time.ToTimeSpan() == TimeSpan.Zero ? "" : $"{count} ({ValueText.Of(time.ToTimeSpan())})";

    private static string TextOf(BacktestSummary summary) =>
        $"{ValueText.Of(summary.Interval.StartTime)} to {ValueText.Of(summary.Interval.EndTime)}, "
        + $"{summary.ReportCount:N0} reports; {summary.CleanPlaceCount} of {summary.PlaceCount} places without a gap"
        + $"\ndevice-hours needed: {Of(summary.NewNeed)}; by the plan in force: {Of(summary.OldNeed)}";

    private static string Of(PatrolNeed need)
    {
        var (site, travel) = (need.OnSiteTime.ToTimeSpan(), need.TravelTime.ToTimeSpan());
        return $"{(site + travel).TotalHours:F1} ({site.TotalHours:F1} at places, {travel.TotalHours:F1} on the way), "
            + $"{need.RosterTime.ToTimeSpan().TotalHours:F1} on the roster";
    }
}
