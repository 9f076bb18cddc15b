using System.CommandLine;
using Telemetry.Cli.Commands;

namespace Telemetry.Cli.Playback;

/// <summary>Where a script is played to, and how fast: options that <c>replay</c> and <c>simulate</c> share.</summary>
internal sealed class TargetOptions(PlaybackSpeed defaultSpeed)
{
    public static readonly TimeSpan DefaultPatience = TimeSpan.FromMinutes(2);

    public Option<string?> IntoDrill { get; } = new("--into-drill")
    {
        Description = "Makes this drill, and drives its clock; "
            + "without it: --exercise, whose clock is driven unless it is live",
    };

    public Option<bool> Replace { get; } = new("--replace")
    {
        Description = "With --into-drill: removes a drill of that name first, with its data",
    };

    public Option<bool> Resume { get; } = new("--resume")
    {
        Description = "With --into-drill: goes on in a drill that is there already, from its clock on",
    };

    public Option<PlaybackSpeed> Speed { get; } = PlaybackSpeed.Option(defaultSpeed);

    public Option<TimeSpan?> SettleEnd { get; } =
        TimeArgument.Length("--settle-end", "How far a drill's clock goes past the last fix; default 0s");

    public Option<TimeSpan?> Patience { get; } =
        TimeArgument.Length("--patience", "How long the server may stay away; default 2m");

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[IntoDrill, Replace, Resume, Speed, SettleEnd, Patience])
            command.Options.Add(option);
    }

    public TimeSpan PatienceOf(ParseResult parsed) => parsed.GetValue(Patience) ?? DefaultPatience;

    public TimeSpan SettleEndOf(ParseResult parsed) => parsed.GetValue(SettleEnd) ?? TimeSpan.Zero;
}
