using Telemetry.Core;

namespace Telemetry.Cli.Scoring;

/// <summary>How far off times were, in seconds; zeros when there were none.</summary>
internal sealed record TimeErrors(int Count, double P50, double P95, double P99, double Max)
{
    public static TimeErrors Of(IEnumerable<long> errorsUs)
    {
        var sorted = errorsUs.Order().ToList();
        return new TimeErrors(sorted.Count, At(sorted, 0.5), At(sorted, 0.95), At(sorted, 0.99), At(sorted, 1));
    }

    /// <summary>Nearest rank: the least error that this share of all does not exceed.</summary>
    private static double At(List<long> sorted, double share) => sorted.Count == 0
        ? 0
        : Math.Round(sorted[(int)Math.Ceiling(share * sorted.Count) - 1] / (double)TimeUs.PerSecond, 3);
}
