namespace Telemetry.Core.Visits;

/// <summary>
/// Idleness of places over a span, by the literature of multi-robot patrolling: figures over the intervals between
/// visits. Intervals are added one by one, and whole places into areas.
/// </summary>
/// <remarks>
/// Sums are kept, not intervals, so memory does not grow with them. The sums of squares are exact in whole
/// microseconds: deviations of long series lose nothing to rounding.
/// </remarks>
public sealed class Idleness
{
    private Int128 _sumUs;
    private UInt128 _sumOfSquares;
    private long _worstUs;

    /// <summary>Intervals added.</summary>
    public int Count { get; private set; }

    /// <summary>Observed time: the span, once for each place.</summary>
    public long ObservedUs { get; private set; }

    /// <summary>Arithmetic mean of the intervals in seconds; 0 without any.</summary>
    public double MeanSeconds => Count == 0 ? 0 : Seconds((double)_sumUs / Count);

    /// <summary>Population standard deviation of the intervals in seconds; 0 without any.</summary>
    public double StddevSeconds
    {
        get
        {
            if (Count == 0)
                return 0;
            // n Σd² − (Σd)² is exact, and never negative.
            var spread = ((UInt128)Count * _sumOfSquares) - ((UInt128)_sumUs * (UInt128)_sumUs);
            return Seconds(Math.Sqrt((double)spread) / Count);
        }
    }

    /// <summary>√mean(d²) in seconds; 0 without any.</summary>
    public double RootMeanSquareSeconds => Count == 0 ? 0 : Seconds(Math.Sqrt((double)_sumOfSquares / Count));

    /// <summary>Time average of the instantaneous idleness, Σd²/2T, in seconds; 0 when nothing was observed.</summary>
    public double TimeAverageSeconds => ObservedUs == 0 ? 0 : Seconds((double)_sumOfSquares / (2.0 * ObservedUs));

    /// <summary>Longest interval in seconds.</summary>
    public double WorstSeconds => Seconds(_worstUs);

    /// <summary>One interval without a visit.</summary>
    public void Add(long intervalUs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(intervalUs);
        Count++;
        _sumUs += intervalUs;
        _sumOfSquares += (UInt128)intervalUs * (UInt128)intervalUs;
        _worstUs = Math.Max(_worstUs, intervalUs);
    }

    /// <summary>A place was looked at for this long.</summary>
    public void Observe(long spanUs) => ObservedUs += spanUs;

    /// <summary>Takes in the intervals of other places.</summary>
    public void Add(Idleness other)
    {
        Count += other.Count;
        ObservedUs += other.ObservedUs;
        _sumUs += other._sumUs;
        _sumOfSquares += other._sumOfSquares;
        _worstUs = Math.Max(_worstUs, other._worstUs);
    }

    private static double Seconds(double us) => us / TimeUs.PerSecond;
}
