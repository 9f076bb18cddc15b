namespace Telemetry.Core.Cover;

/// <summary>How many cells must have been seen, and how recently.</summary>
internal readonly record struct CoverDemand(int Cells, long IntervalUs)
{
    /// <summary>What a product of fractions may be off, so that 0.3 of 10 cells is 3 of them and not 4.</summary>
    private const double Slack = 1e-9;

    public static CoverDemand Of(double minFraction, TimeSpan interval, int cells) => new(
        Math.Clamp((int)Math.Ceiling((minFraction * cells) - Slack), 1, cells), TimeUs.Of(interval));
}

/// <summary>
/// Enough cells are fresh from one moment to another, both included; the last one goes on to where they would cease to
/// be if nobody came any more.
/// </summary>
internal readonly record struct CoverRun(long FromUs, long ToUs);
