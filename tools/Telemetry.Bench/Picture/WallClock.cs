using Telemetry.Core;

namespace Telemetry.Bench.Picture;

/// <summary>The one clock of both ends of a delay.</summary>
internal static class WallClock
{
    public static long NowUs => TimeUs.From(TimeProvider.System.GetUtcNow());
}
