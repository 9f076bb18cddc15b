using System.Globalization;
using Telemetry.Cli.Commands;
using Telemetry.Cli.Simulation;

namespace Telemetry.Cli.Scoring;

/// <summary>One night of a sweep: what is different, and what is simulated.</summary>
internal sealed record SweepStep(string Setting, SimulationOptions Options);

/// <summary>Nights that differ in one thing or several: every combination of the values given.</summary>
internal static class Sweep
{
    /// <summary>Nights of one sweep.</summary>
    public const int MaxSteps = 200;

    private static readonly Dictionary<string, Func<SimulationOptions, string, SimulationOptions>> Settings = new()
    {
        ["period"] = (options, text) => options with { Period = Length(text) },
        ["loss"] = (options, text) => options with { Faults = options.Faults with { LossShare = Number(text, 1) } },
        ["noise-m"] = (options, text) => options with { Faults = options.Faults with { NoiseM = Number(text, 1_000) } },
        ["dead-zones"] = (options, text) =>
            options with { Faults = options.Faults with { DeadZones = (int)Number(text, 1_000) } },
        ["delay"] = (options, text) => options with { Faults = options.Faults with { Delay = Length(text) } },
        ["devices"] = (options, text) => options with { Devices = Math.Max(1, (int)Number(text, 10_000)) },
        ["seed"] = (options, text) => options with { Seed = (ulong)Number(text, 1_000_000) },
    };

    public static string Names => string.Join(", ", Settings.Keys);

    /// <param name="specs">Each <c>name=value,value…</c>.</param>
    public static IReadOnlyList<SweepStep> Of(SimulationOptions options, IEnumerable<string> specs)
    {
        var steps = new List<SweepStep> { new("", options) };
        foreach (var spec in specs)
        {
            var (name, values) = Parse(spec);
            steps = [.. steps.SelectMany(step => values.Select(value => new SweepStep(
                $"{step.Setting} {name}={value}".Trim(), Settings[name](step.Options, value))))];
            if (steps.Count > MaxSteps)
                throw CommandFailure.Usage($"--sweep: at most {MaxSteps} nights");
        }

        foreach (var step in steps)
            SimulationOptionSet.CheckPeriod(step.Options.Period);
        return steps;
    }

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
