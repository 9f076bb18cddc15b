namespace Telemetry.Cli.Scoring;

/// <summary>A true gap and the flagged one that stands for it.</summary>
internal sealed record GapPair(ScoredGap True, ScoredGap Flagged, long ClockUs)
{
    public long OpenErrorUs => Math.Abs(Flagged.OpenUs - True.OpenUs);

    /// <summary>One that is still open ends, for this, at the clock.</summary>
    public long CloseErrorUs => True.IsJudgedAtEnd ? 0 : Math.Abs(EndOf(Flagged) - EndOf(True));

    public long WorstErrorUs => Math.Max(OpenErrorUs, CloseErrorUs);

    private long EndOf(ScoredGap gap) => gap.CloseUs ?? ClockUs;
}
