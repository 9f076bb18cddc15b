namespace Telemetry.Core.Visits;

/// <summary>
/// Time that presences may have lasted, from the fix before each to the fix after it: union and sum within a span.
/// Presences go in by observed start, so their earliest starts come almost in order: recent intervals are kept apart
/// until nothing can join them any more.
/// </summary>
internal sealed class PossibleTime(TimeRange span)
{
    /// <summary>No presence begins in doubt for longer: a silence would have begun instead.</summary>
    private static readonly long DoubtUs = TimeUs.Of(TimeSpan.FromHours(24));

    private const int SettleAboveCount = 64;

    // Disjoint, by time.
    private readonly List<(long FromUs, long ToUs)> _recent = [];
    private long _unionUs;

    public long SumUs { get; private set; }

    public long UnionUs => _unionUs + _recent.Sum(interval => interval.ToUs - interval.FromUs);

    public void Add(in Stay stay)
    {
        var (fromUs, toUs) = (Math.Max(stay.EarliestUs, span.StartUs), Math.Min(stay.LatestUs, span.EndUs));
        if (toUs <= fromUs)
            return;
        SumUs += toUs - fromUs;
        Settle(stay.StartUs - DoubtUs);
        var at = _recent.Count;
        while (at > 0 && _recent[at - 1].ToUs >= fromUs)
        {
            at--;
            if (_recent[at].FromUs > toUs)
                continue;
            (fromUs, toUs) = (Math.Min(fromUs, _recent[at].FromUs), Math.Max(toUs, _recent[at].ToUs));
            _recent.RemoveAt(at);
        }

        _recent.Insert(at, (fromUs, toUs));
    }

    private void Settle(long beforeUs)
    {
        if (_recent.Count < SettleAboveCount)
            return;
        var settled = 0;
        for (; settled < _recent.Count && _recent[settled].ToUs < beforeUs; settled++)
            _unionUs += _recent[settled].ToUs - _recent[settled].FromUs;
        if (settled > 0)
            _recent.RemoveRange(0, settled);
    }
}
