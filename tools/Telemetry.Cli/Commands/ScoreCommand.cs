using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;
using Telemetry.Cli.Playback;
using Telemetry.Cli.Scoring;
using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Cli.Commands;

/// <summary>Flagged gaps against true ones: of nights that it simulates, or of one that was simulated before.</summary>
internal sealed class ScoreCommand
{
    private const string DefaultDrill = "score";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly CommandContext _context;
    private readonly SimulationOptionSet _simulation;
    private readonly Option<string> _drill = new("--into-drill")
    {
        Description = "The drill to make, and to delete at the end; a sweep makes it anew for each night",
        DefaultValueFactory = _ => DefaultDrill,
    };

    private readonly Option<bool> _replace = new("--replace")
    {
        Description = "Removes a drill of that name first, with its data",
    };

    private readonly Option<bool> _keep = new("--keep") { Description = "Leaves the drill, to look into it" };
    private readonly Option<bool> _details = new("--details")
    {
        Description = "Lists each gap that was not flagged as it was",
    };

    private readonly Option<string?> _truth = new("--truth")
    {
        Description = "Simulates nothing: scores --exercise against this file, which patrol simulate --truth wrote",
    };

    private readonly Option<string[]> _sweep = new("--sweep")
    {
        Description = $"A night for each value, as period=1,5,10,30,60; one of {Sweep.Names}; may be repeated",
        DefaultValueFactory = _ => [],
    };

    private ScoreCommand(CommandContext context) => (_context, _simulation) = (context, new(context));

    public static Command Build(CommandContext context) => new ScoreCommand(context).Build();

    private Command Build()
    {
        var command = new Command(
            "score",
            "Simulates a night and compares the gaps that the server flags with the true ones: "
            + "what was missed, what was wrongly confirmed, how far off the times are");
        _simulation.AddTo(command);
        foreach (var option in (Option[])[_truth, _sweep, _drill, _replace, _keep, _details])
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var scores = new List<Score>();
        if (parsed.GetValue(_truth) is { } file)
        {
            scores.Add(await ScoreGivenAsync(parsed, file, cancellationToken));
        }
        else
        {
            var plan = await _simulation.ReadPlanAsync(parsed, cancellationToken);
            var options = _simulation.Of(parsed, plan.Plan, isLive: false);
            foreach (var step in Sweep.Of(options, parsed.GetRequiredValue(_sweep)))
                scores.Add(await ScoreNightAsync(parsed, plan, step, cancellationToken));
        }

        Show(parsed, scores);
        return scores.TrueForAll(score => score.Holds) ? ExitCode.Ok : ExitCode.Disagrees;
    }

    private async Task<Score> ScoreNightAsync(
        ParseResult parsed, PlanFile plan, SweepStep step, CancellationToken cancellationToken)
    {
        using var server = _context.Connect(parsed, parsed.GetRequiredValue(_drill));
        var fleet = SimulationOptionSet.FleetOf(plan.Plan, step.Options);
        var tonight = plan.WithoutOthersThan(fleet.Devices.Select(device => device.DeviceId).ToHashSet());
        if (step.SilenceAfter is { } pause)
            tonight = tonight.WithSilenceAfter(pause);
        var trueGaps = new TrueGaps(
            tonight.Plan, step.Options.FromUs - TimeUs.PerSecond, fleet.Devices.Select(TrueDevice.Of));
        var script = fleet.ToScript(trueGaps.Add);
        var request = new TargetRequest(
            true, parsed.GetValue(_replace), false, $"Score, seed {step.Options.Seed}", tonight.Document,
            Environment.UserName);
        await Target.PrepareAsync(server, request, script.StartUs, cancellationToken);
        try
        {
            var progress = new ProgressLine(_context.Io);
            var playback = new PlaybackOptions(PlaybackSpeed.Max, true, long.MinValue, TargetOptions.DefaultPatience);
            var player = new Player(server, playback, _context.Io.Time);
            var figures = await player.PlayAsync(script, progress.Show, cancellationToken);
            progress.End();
            var flagged = await FlaggedGaps.ReadAsync(server, cancellationToken);
            var truth = trueGaps.End(script.EndUs);
            var score = Score.Of(step.Setting, truth, flagged, script.EndUs, step.Options.Period);
            return score with { Playback = figures };
        }
        finally
        {
            if (!parsed.GetValue(_keep))
                await Target.DeleteAsync(server, CancellationToken.None);
        }
    }

    private async Task<Score> ScoreGivenAsync(ParseResult parsed, string file, CancellationToken cancellationToken)
    {
        using var server = _context.Connect(parsed);
        var get = new GetPlanRequest { Name = $"{server.Exercise}/plans/current" };
        var version = await server.Plans.GetPlanAsync(get, cancellationToken: cancellationToken);
        if (version.Version > 1)
            throw CommandFailure.BadInput("the plan was changed meanwhile: the truth of that cannot be told");
        var plan = PlanDocument.Parse(version.Geojson.Memory).Plan
            ?? throw CommandFailure.BadInput("the server's plan has faults by this command's rules");
        var exercise = await server.Exercises.GetExerciseAsync(
            new GetExerciseRequest { Name = server.Exercise }, cancellationToken: cancellationToken);
        TrueGaps? trueGaps = null;
        try
        {
            var effectiveUs = TimeUs.From(version.EffectiveTime.ToDateTimeOffset());
            var header = TruthFile.Read(
                file, known => trueGaps = new TrueGaps(plan, effectiveUs, known.Devices), fix => trueGaps!.Add(fix));
            var clockUs = TimeUs.From(exercise.ClockTime.ToDateTimeOffset());
            var flagged = await FlaggedGaps.ReadAsync(server, cancellationToken);
            return Score.Of("", trueGaps!.End(clockUs), flagged, clockUs, TimeSpan.FromMicroseconds(header.PeriodUs));
        }
        catch (InvalidDataException e)
        {
            throw CommandFailure.BadInput(e.Message);
        }
    }

    private void Show(ParseResult parsed, List<Score> scores)
    {
        if (_context.WantsJson(parsed))
        {
            _context.Io.Out.WriteLine(JsonSerializer.Serialize(new { scores }, Json));
            return;
        }

        TextTable.Write(_context.Io.Out, ScoreText.TableOf(scores));
        if (!parsed.GetValue(_details))
            return;
        foreach (var score in scores)
            TextTable.Write(_context.Io.Out, ScoreText.FindingsOf(score));
    }
}
