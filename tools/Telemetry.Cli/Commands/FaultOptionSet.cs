using System.CommandLine;
using Telemetry.Cli.Simulation;

namespace Telemetry.Cli.Commands;

/// <summary>What goes wrong in a simulation, as options.</summary>
internal sealed class FaultOptionSet
{
    private const int MaxDeadZones = 1_000;
    private const double MaxNoiseM = 1_000;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(4);

    private readonly Option<double> _loss = Share("--loss", "Share of reports that never arrive");
    private readonly Option<TimeSpan?> _delay = TimeArgument.Length("--delay", "Longest delay of a report");
    private readonly Option<double> _reorder = Share("--reorder", "Share of reports that others overtake");
    private readonly Option<double> _duplicates = Share("--duplicates", "Share of reports sent twice");
    private readonly Option<double> _jumps = Share("--jumps", "Share of fixes thrown some hundred metres off");
    private readonly Option<double> _noise = new("--noise-m")
    {
        Description = "Standard deviation of positions in metres",
    };

    private readonly Option<TimeSpan?> _skew = TimeArgument.Length(
        "--clock-skew", "Largest error of a device's clock, up to 4m");

    private readonly Option<int> _deadZones = new("--dead-zones")
    {
        Description = "Discs in which devices are silent for a part of the time",
    };

    public FaultOptionSet()
    {
        _noise.Validators.Add(result =>
        {
            if (result.GetValue(_noise) is not (>= 0 and <= MaxNoiseM))
                result.AddError($"--noise-m: 0 to {MaxNoiseM} metres");
        });
        _deadZones.Validators.Add(result =>
        {
            if (result.GetValue(_deadZones) is < 0 or > MaxDeadZones)
                result.AddError($"--dead-zones: 0 to {MaxDeadZones}");
        });
        _skew.Validators.Add(result =>
        {
            if (result.GetValue(_skew) > MaxSkew)
                result.AddError("--clock-skew: at most 4m, since reports 5 minutes ahead are refused");
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_loss, _delay, _reorder, _duplicates, _jumps, _noise, _skew, _deadZones])
            command.Options.Add(option);
    }

    public FaultOptions Of(ParseResult parsed) => new(
        parsed.GetValue(_loss),
        parsed.GetValue(_delay) ?? TimeSpan.Zero,
        parsed.GetValue(_reorder),
        parsed.GetValue(_duplicates),
        parsed.GetValue(_noise),
        parsed.GetValue(_jumps),
        parsed.GetValue(_skew) ?? TimeSpan.Zero,
        parsed.GetValue(_deadZones));

    private static Option<double> Share(string name, string description)
    {
        var option = new Option<double>(name) { Description = $"{description}, 0 to 1" };
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is not (>= 0 and <= 1))
                result.AddError($"{name}: a share from 0 to 1");
        });
        return option;
    }
}
