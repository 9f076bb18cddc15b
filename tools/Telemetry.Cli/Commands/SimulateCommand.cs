using System.CommandLine;
using Google.Protobuf;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Playback;
using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;

namespace Telemetry.Cli.Commands;

/// <summary>A synthetic fleet over a plan.</summary>
internal sealed class SimulateCommand
{
    private const string DefaultDrill = "simulation";
    private const int MaxDevices = 10_000;

    // A fixed night, so that a seed gives the same reports on any day.
    private static readonly DateTimeOffset DefaultFrom = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(8);
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);

    private readonly CommandContext _context;
    private readonly TargetOptions _target = new(PlaybackSpeed.Max);
    private readonly FaultOptionSet _faults = new();
    private readonly Option<string?> _plan = new("--plan") { Description = "Plan document; default: the one in force in --exercise" };
    private readonly Option<ulong> _seed = new("--seed") { Description = "The same seed gives the same reports", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _devices = new("--devices") { Description = "How many; default: the plan's roster" };
    private readonly Option<DateTimeOffset?> _from = TimeArgument.Time("--from", "When it begins; default: a duty window, in live now");
    private readonly Option<DateTimeOffset?> _to = TimeArgument.Time("--to", "When it ends");
    private readonly Option<TimeSpan?> _duration = TimeArgument.Length("--duration", "How long; default: that duty window, or 8h");
    private readonly Option<TimeSpan?> _period = TimeArgument.Length("--period", "Between two fixes of a device; default 1s");

    private SimulateCommand(CommandContext context) => _context = context;

    public static Command Build(CommandContext context) => new SimulateCommand(context).Build();

    private Command Build()
    {
        var command = new Command(
            "simulate", $"A synthetic fleet over a plan, into the drill '{DefaultDrill}' unless told otherwise")
        {
            _plan, _seed, _devices, _from, _to, _duration, _period,
        };
        _target.AddTo(command);
        _faults.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var document = await ReadPlanAsync(parsed, cancellationToken);
        var parsedPlan = PlanDocument.Parse(document.Memory);
        if (parsedPlan.Plan is not { } plan)
            throw CommandFailure.BadInput($"the plan has {parsedPlan.FaultCount} fault(s): see patrol plan validate");
        var drill = DrillOf(parsed);
        var script = ScriptOf(parsed, plan, drill);
        var source = new PlaybackSource($"Simulation, seed {parsed.GetValue(_seed)}", drill is null ? null : document, 0);
        return await PlaybackCommand.RunAsync(_context, parsed, _target, drill, script, source, cancellationToken);
    }

    /// <summary>The drill to make; null when an exercise that is there was named.</summary>
    private string? DrillOf(ParseResult parsed)
    {
        if (parsed.GetValue(_target.IntoDrill) is { } named)
            return named;
        var exercise = parsed.GetResult(_context.Global.Exercise);
        return exercise is null or { Implicit: true } ? DefaultDrill : null;
    }

    private async Task<ByteString> ReadPlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_plan) is { } file)
            return await PlanFileReader.ReadAsync(file, cancellationToken);
        using var server = _context.Connect(parsed);
        var request = new GetPlanRequest { Name = $"{server.Exercise}/plans/current" };
        return (await server.Plans.GetPlanAsync(request, cancellationToken: cancellationToken)).Geojson;
    }

    private Script ScriptOf(ParseResult parsed, Plan plan, string? drill)
    {
        var period = parsed.GetValue(_period) ?? DefaultPeriod;
        var devices = parsed.GetValue(_devices);
        if (period < TimeSpan.FromMilliseconds(100) || period > TimeSpan.FromHours(1))
            throw CommandFailure.Usage("--period: 0.1s to 1h");
        if (devices is < 1 or > MaxDevices)
            throw CommandFailure.Usage($"--devices: 1 to {MaxDevices}");
        var (fromUs, toUs) = SpanOf(parsed, plan, drill);
        if (toUs <= fromUs)
            throw CommandFailure.Usage("the simulation ends before it begins");
        try
        {
            var options = new SimulationOptions(parsed.GetValue(_seed), fromUs, toUs, period, devices, _faults.Of(parsed));
            var script = new Fleet(plan, options).ToScript();
            return script with { EndUs = script.EndUs + TimeUs.Of(_target.SettleEndOf(parsed)) };
        }
        catch (ArgumentException e)
        {
            throw CommandFailure.BadInput(e.Message);
        }
    }

    private (long FromUs, long ToUs) SpanOf(ParseResult parsed, Plan plan, string? drill)
    {
        var window = WindowOf(plan);
        var isLive = drill is null && parsed.GetValue(_context.Global.Exercise) == Target.LiveId;
        var fromUs = parsed.GetValue(_from) is { } from ? TimeUs.From(from)
            : isLive ? TimeUs.From(_context.Io.Time.GetUtcNow())
            : window.StartUs;
        if (parsed.GetValue(_to) is { } to)
            return (fromUs, TimeUs.From(to));
        if (parsed.GetValue(_duration) is { } duration)
            return (fromUs, fromUs + TimeUs.Of(duration));
        return (fromUs, window.Contains(fromUs) ? window.EndUs : fromUs + TimeUs.Of(DefaultDuration));
    }

    /// <summary>The first duty window of the fixed night that somebody on the roster has.</summary>
    private static TimeRange WindowOf(Plan plan)
    {
        var from = TimeUs.From(DefaultFrom);
        var duty = plan.Roster.Values.OrderBy(entry => entry.DeviceId, StringComparer.Ordinal)
            .Select(entry => entry.Duty).FirstOrDefault(duty => !duty.IsAlways);
        return duty?.NextWindow(from) ?? new TimeRange(from, from + TimeUs.Of(DefaultDuration));
    }
}
