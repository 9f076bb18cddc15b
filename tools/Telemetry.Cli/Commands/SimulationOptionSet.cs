using System.CommandLine;
using Google.Protobuf;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Playback;
using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Plans;

namespace Telemetry.Cli.Commands;

/// <summary>What is simulated: options that <c>simulate</c> and <c>score</c> share.</summary>
internal sealed class SimulationOptionSet(CommandContext context)
{
    private const int MaxDevices = 10_000;

    // A fixed night, so that a seed gives the same reports on any day.
    private static readonly DateTimeOffset DefaultFrom = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromHours(8);
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MinPeriod = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPeriod = TimeSpan.FromHours(1);

    private readonly FaultOptionSet _faults = new();
    private readonly Option<string?> _plan = new("--plan")
    {
        Description = "Plan document; default: the one in force in --exercise",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "The same seed gives the same reports",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<int?> _devices = new("--devices") { Description = "How many; default: the plan's roster" };
    private readonly Option<DateTimeOffset?> _from =
        TimeArgument.Time("--from", "When it begins; default: a duty window, in live now");

    private readonly Option<DateTimeOffset?> _to = TimeArgument.Time("--to", "When it ends");
    private readonly Option<TimeSpan?> _duration =
        TimeArgument.Length("--duration", "How long; default: that duty window, or 8h");

    private readonly Option<TimeSpan?> _period =
        TimeArgument.Length("--period", "Between two fixes of a device; default 1s");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_plan, _seed, _devices, _from, _to, _duration, _period])
            command.Options.Add(option);
        _faults.AddTo(command);
    }

    public async Task<PlanFile> ReadPlanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var document = parsed.GetValue(_plan) is { } file
            ? await PlanFileReader.ReadAsync(file, cancellationToken)
            : await ReadCurrentAsync(parsed, cancellationToken);
        return PlanFile.Of(document);
    }

    /// <param name="isLive">Begins now unless told otherwise.</param>
    public SimulationOptions Of(ParseResult parsed, Plan plan, bool isLive)
    {
        var period = parsed.GetValue(_period) ?? DefaultPeriod;
        var devices = parsed.GetValue(_devices);
        CheckPeriod(period);
        if (devices is < 1 or > MaxDevices)
            throw CommandFailure.Usage($"--devices: 1 to {MaxDevices}");
        var (fromUs, toUs) = SpanOf(parsed, plan, isLive);
        if (toUs <= fromUs)
            throw CommandFailure.Usage("the simulation ends before it begins");
        return new SimulationOptions(parsed.GetValue(_seed), fromUs, toUs, period, devices, _faults.Of(parsed));
    }

    public static void CheckPeriod(TimeSpan period)
    {
        if (period < MinPeriod || period > MaxPeriod)
            throw CommandFailure.Usage("--period: 0.1s to 1h");
    }

    public static Fleet FleetOf(Plan plan, SimulationOptions options)
    {
        try
        {
            return new Fleet(plan, options);
        }
        catch (ArgumentException e)
        {
            throw CommandFailure.BadInput(e.Message);
        }
    }

    private async Task<ByteString> ReadCurrentAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var server = context.Connect(parsed);
        var request = new GetPlanRequest { Name = $"{server.Exercise}/plans/current" };
        return (await server.Plans.GetPlanAsync(request, cancellationToken: cancellationToken)).Geojson;
    }

    private (long FromUs, long ToUs) SpanOf(ParseResult parsed, Plan plan, bool isLive)
    {
        var window = WindowOf(plan);
        var fromUs = parsed.GetValue(_from) is { } from ? TimeUs.From(from)
            : isLive ? TimeUs.From(context.Io.Time.GetUtcNow())
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
