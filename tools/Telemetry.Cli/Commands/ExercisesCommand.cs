using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

internal static class ExercisesCommand
{
    public static Command Build(CommandContext context) => new("exercises", "Live duty and the drills beside it")
    {
        BuildList(context),
        BuildCreate(context),
        BuildAdvance(context),
        BuildDelete(context),
    };

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "All exercises, live first");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var all = new ListExercisesResponse();
            await Paging.ReadAllAsync(
                async token =>
                {
                    var request = new ListExercisesRequest { PageSize = Paging.Rows, PageToken = token };
                    var page = await server.Exercises.ListExercisesAsync(request, cancellationToken: cancellationToken);
                    all.Exercises.Add(page.Exercises);
                    return page.NextPageToken;
                },
                cancellationToken);
            context.Show(parsed, all, () => TableOf(all.Exercises));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildCreate(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "1 to 48 of a-z, 0-9 and -, beginning with a letter" };
        var start = TimeArgument.Time("--start", "Where the drill's clock begins");
        start.Required = true;
        var name = new Option<string>("--name") { Description = "For people", DefaultValueFactory = _ => "" };
        var command = new Command("create", "Makes a drill") { id, start, name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new CreateExerciseRequest
            {
                ExerciseId = parsed.GetRequiredValue(id),
                Exercise = new Exercise
                {
                    DisplayName = parsed.GetValue(name),
                    StartTime = parsed.GetValue(start)!.Value.ToTimestamp(),
                },
            };
            var made = await server.Exercises.CreateExerciseAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, made, () => TableOf([made]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildAdvance(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The drill" };
        var to = TimeArgument.Time("--to", "Where its clock goes; never back");
        to.Required = true;
        var command = new Command("advance", "Moves a drill's clock and judges its gaps up to there") { id, to };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed, parsed.GetRequiredValue(id));
            var request = new AdvanceClockRequest
            {
                Name = server.Exercise,
                ClockTime = parsed.GetValue(to)!.Value.ToTimestamp(),
            };
            var moved = await server.Exercises.AdvanceClockAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, moved, () => TableOf([moved]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildDelete(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "The drill" };
        var command = new Command("delete", "Removes a drill with all its data") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed, parsed.GetRequiredValue(id));
            var request = new DeleteExerciseRequest { Name = server.Exercise };
            var done = await server.Exercises.DeleteExerciseAsync(request, cancellationToken: cancellationToken);
            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(done));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(IEnumerable<Exercise> exercises)
    {
        var table = TextTable.Of("EXERCISE", "NAME", "CLOCK", "WATERMARK", "CREATED");
        foreach (var exercise in exercises)
        {
            table.Row(
                ValueText.IdOf(exercise.Name),
                exercise.DisplayName,
                ValueText.Of(exercise.ClockTime),
                ValueText.Of(exercise.WatermarkTime),
                ValueText.Of(exercise.CreateTime));
        }

        return table;
    }
}
