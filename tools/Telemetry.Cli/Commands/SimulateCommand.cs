using System.CommandLine;
using Telemetry.Cli.Playback;
using Telemetry.Cli.Simulation;
using Telemetry.Core;

namespace Telemetry.Cli.Commands;

/// <summary>A synthetic fleet over a plan.</summary>
internal sealed class SimulateCommand
{
    private const string DefaultDrill = "simulation";

    private readonly CommandContext _context;
    private readonly TargetOptions _target = new(PlaybackSpeed.Max);
    private readonly SimulationOptionSet _simulation;
    private readonly Option<string?> _truth = new("--truth")
    {
        Description = "Writes where everybody really was, every second, to this file (for patrol score --truth)",
    };

    private SimulateCommand(CommandContext context) => (_context, _simulation) = (context, new(context));

    public static Command Build(CommandContext context) => new SimulateCommand(context).Build();

    private Command Build()
    {
        var command = new Command(
            "simulate", $"A synthetic fleet over a plan, into the drill '{DefaultDrill}' unless told otherwise");
        _simulation.AddTo(command);
        command.Options.Add(_truth);
        _target.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var plan = await _simulation.ReadPlanAsync(parsed, cancellationToken);
        var drill = DrillOf(parsed);
        var isLive = drill is null && parsed.GetValue(_context.Global.Exercise) == Target.LiveId;
        var options = _simulation.Of(parsed, plan.Plan, isLive);
        var fleet = SimulationOptionSet.FleetOf(plan.Plan, options);
        using var truth = TruthOf(parsed, fleet, options);
        var script = fleet.ToScript(truth is null ? null : truth.Add);
        script = script with { EndUs = script.EndUs + TimeUs.Of(_target.SettleEndOf(parsed)) };
        var source = new PlaybackSource($"Simulation, seed {options.Seed}", drill is null ? null : plan.Document, 0);
        var exitCode = await PlaybackCommand.RunAsync(
            _context, parsed, _target, drill, script, source, cancellationToken);
        truth?.Complete();
        return exitCode;
    }

    private TruthFile.Writer? TruthOf(ParseResult parsed, Fleet fleet, SimulationOptions options) =>
        parsed.GetValue(_truth) is { } path
            ? TruthFile.Create(path, options, [.. fleet.Devices.Select(TrueDevice.Of)])
            : null;

    /// <summary>The drill to make; null when an exercise that is there was named.</summary>
    private string? DrillOf(ParseResult parsed)
    {
        if (parsed.GetValue(_target.IntoDrill) is { } named)
            return named;
        var exercise = parsed.GetResult(_context.Global.Exercise);
        return exercise is null or { Implicit: true } ? DefaultDrill : null;
    }
}
