using Telemetry.Core.Plans;

namespace Telemetry.Core.Gaps.Monitors;

/// <summary>
/// Watches what is judged when a period ends: the dose of a duty window, the visit of a slot. Its gaps open at the
/// period's end and only late data can take them back; when it no longer can, they close as settled. Periods that the
/// rule was not in force for throughout are not judged.
/// </summary>
internal abstract class PeriodMonitor(GapBook book, TimeRange inForce, long latenessUs) : RuleMonitor(book, inForce)
{
    private long _judgedUs = long.MinValue;

    public override void Forget(long beforeUs)
    {
        ForgetPresences(NeedsPeriodsFromUs(beforeUs));
        base.Forget(beforeUs);
    }

    /// <summary>Unlike a search it does not count the periods that it looks at as judged.</summary>
    public sealed override GapTimes? Foresee(long watermarkUs, long horizonUs)
    {
        Update(Math.Min(DirtyFromUs, EvaluatedUs), horizonUs);
        foreach (var period in Judgeable(watermarkUs))
        {
            if (period.EndUs > horizonUs)
                return null;
            if (!IsMet(period, horizonUs))
                return new GapTimes(period.StartUs, period.EndUs, null);
        }

        return null;
    }

    protected sealed override bool Concerns(long fromUs) => fromUs < _judgedUs;

    protected sealed override Searched Search(long fromUs, long watermarkUs, List<GapTimes> found)
    {
        Update(fromUs, watermarkUs);
        var sinceUs = Math.Max(fromUs, Base.ForgottenUs);
        var (firstUs, dueUs) = (long.MaxValue, long.MaxValue);
        foreach (var period in Judgeable(sinceUs))
        {
            if (period.EndUs > watermarkUs)
            {
                dueUs = period.EndUs;
                break;
            }

            firstUs = Math.Min(firstUs, period.StartUs);
            _judgedUs = Math.Max(_judgedUs, period.EndUs);
            if (IsMet(period, watermarkUs))
                continue;
            var close = GapBook.SettledBy(period.EndUs, latenessUs, watermarkUs);
            found.Add(new GapTimes(period.StartUs, period.EndUs, close));
        }

        return new Searched(firstUs, firstUs, Math.Min(dueUs, Book.NextSettlingUs(latenessUs)));
    }

    protected sealed override void Settle(long watermarkUs, RevisionWriter revisions) =>
        Book.Settle(latenessUs, watermarkUs, revisions);

    /// <summary>Start of the first period that can still be judged otherwise.</summary>
    protected long NeedsPeriodsFromUs(long horizonUs) => Judgeable(horizonUs)
        .TakeWhile(period => period.StartUs < horizonUs)
        .Select(period => period.StartUs)
        .DefaultIfEmpty(horizonUs).Min();

    /// <summary>Every period that ends after this moment, by end; without end where duty is.</summary>
    protected abstract IEnumerable<TimeRange> PeriodsEndingAfter(long us);

    /// <summary>Takes in what changed, before periods are judged.</summary>
    protected abstract void Update(long fromUs, long watermarkUs);

    protected abstract bool IsMet(TimeRange period, long watermarkUs);

    protected abstract void ForgetPresences(long beforeUs);

    private IEnumerable<TimeRange> Judgeable(long endingAfterUs) =>
        PeriodsEndingAfter(Math.Max(endingAfterUs, InForce.StartUs))
            .SkipWhile(period => period.StartUs < InForce.StartUs)
            .TakeWhile(period => period.EndUs <= InForce.EndUs);
}
