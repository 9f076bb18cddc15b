using System.CommandLine;
using System.Globalization;

namespace Telemetry.Cli.Playback;

/// <summary>How much faster than life a script is played; infinite is as fast as it is acknowledged.</summary>
internal readonly record struct PlaybackSpeed(double Factor)
{
    public static readonly PlaybackSpeed Max = new(double.PositiveInfinity);

    // Steps in event time: short enough for a live picture, long enough that the clock is not most of the work.
    private static readonly TimeSpan MinStep = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxStep = TimeSpan.FromSeconds(60);

    public bool IsMax => double.IsPositiveInfinity(Factor);

    /// <summary>
    /// How far a drill's clock goes at a time: about a second of the player's, 1 s to 60 s of event time.
    /// </summary>
    public TimeSpan Step => Factor >= MaxStep.TotalSeconds
        ? MaxStep
        : TimeSpan.FromSeconds(Math.Max(MinStep.TotalSeconds, Math.Floor(Factor)));

    public static Option<PlaybackSpeed> Option(PlaybackSpeed byDefault) => new("--speed")
    {
        Description = "1x, 100x … or max: as fast as the server acknowledges",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            if (TryParse(result.Tokens[0].Value, out var speed))
                return speed;
            result.AddError($"'{result.Tokens[0].Value}' is not a speed: 1x, 100x or max");
            return default;
        },
    };

    public static bool TryParse(string text, out PlaybackSpeed speed)
    {
        speed = Max;
        if (text.Equals("max", StringComparison.OrdinalIgnoreCase))
            return true;
        var ok = double.TryParse(text.TrimEnd('x', 'X', '×'), CultureInfo.InvariantCulture, out var factor)
            && factor is > 0 and <= 1_000_000;
        speed = new PlaybackSpeed(factor);
        return ok;
    }

    public override string ToString() => IsMax ? "max" : $"{Factor.ToString(CultureInfo.InvariantCulture)}x";
}
