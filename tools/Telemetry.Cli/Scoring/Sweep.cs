using System.Globalization;
using Telemetry.Cli.Commands;
using Telemetry.Cli.Simulation;

namespace Telemetry.Cli.Scoring;

/// <summary>One night of a sweep: what is different, and what is simulated.</summary>
/// <param name="SilenceAfter">In place of the plan's, for every kind of device; null leaves it.</param>
internal sealed record SweepStep(string Setting, SimulationOptions Options, TimeSpan? SilenceAfter = null);

/// <summary>Nights that differ in one thing or several: every combination of the values given.</summary>
internal static class Sweep
{
    /// <summary>Nights of one sweep.</summary>
    public const int MaxSteps = 200;

    private static readonly Dictionary<string, Func<SweepStep, string, SweepStep>> Settings = new()
    {
        ["period"] = (step, text) => Of(step, options => options with { Period = Length(text) }),
        ["loss"] = (step, text) => WithFaults(step, faults => faults with { LossShare = Number(text, 1) }),
        ["noise-m"] = (step, text) => WithFaults(step, faults => faults with { NoiseM = Number(text, 1_000) }),
        ["dead-zones"] = (step, text) =>
            WithFaults(step, faults => faults with { DeadZones = (int)Number(text, 1_000) }),
        ["delay"] = (step, text) => WithFaults(step, faults => faults with { Delay = Length(text) }),
        ["silence-after"] = (step, text) => step with { SilenceAfter = Length(text) },
        ["devices"] = (step, text) =>
            Of(step, options => options with { Devices = Math.Max(1, (int)Number(text, 10_000)) }),
        ["seed"] = (step, text) => Of(step, options => options with { Seed = (ulong)Number(text, 1_000_000) }),
    };

    public static string Names => string.Join(", ", Settings.Keys);

    /// <param name="specs">Each <c>name=value,value…</c>.</param>
    public static IReadOnlyList<SweepStep> Of(SimulationOptions options, IEnumerable<string> specs)
    {
        var steps = new List<SweepStep> { new("", options) };
        foreach (var spec in specs)
        {
            var (name, values) = Parse(spec);
            steps = [.. steps.SelectMany(step => values.Select(value =>
                Settings[name](step with { Setting = $"{step.Setting} {name}={value}".Trim() }, value)))];
            if (steps.Count > MaxSteps)
                throw CommandFailure.Usage($"--sweep: at most {MaxSteps} nights");
        }

        foreach (var step in steps)
            SimulationOptionSet.CheckPeriod(step.Options.Period);
        return steps;
    }

    private static SweepStep Of(SweepStep step, Func<SimulationOptions, SimulationOptions> change) =>
        step with { Options = change(step.Options) };

    private static SweepStep WithFaults(SweepStep step, Func<FaultOptions, FaultOptions> change) =>
        Of(step, options => options with { Faults = change(options.Faults) });

    private static (string Name, string[] Values) Parse(string spec)
    {
        var parts = spec.Split('=', 2, StringSplitOptions.TrimEntries);
        var values = parts.Length == 2
            ? parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
        if (!Settings.ContainsKey(parts[0]) || values.Length == 0)
            throw CommandFailure.Usage($"--sweep: '{spec}' is not name=value,value… with a name of {Names}");
        return (parts[0], values);
    }

    private static double Number(string text, double most) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var number) && number >= 0 && number <= most
            ? number
            : throw CommandFailure.Usage($"--sweep: '{text}' is not a number from 0 to {most}");

    private static TimeSpan Length(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : TimeArgument.TryParseLength(text, out var length) ? length
        : throw CommandFailure.Usage($"--sweep: '{text}' is not a length of time");
}
