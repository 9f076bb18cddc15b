using Telemetry.Core.Gaps;

namespace Telemetry.Bench.Engine;

/// <summary>Counts gaps by kind, each once however often it was revised, without those that were retracted.</summary>
internal sealed class GapTally
{
    private readonly Dictionary<string, GapRevision> _last = [];

    public long Revisions { get; private set; }

    public int Total => _last.Values.Count(gap => !gap.IsRetracted);

    public IEnumerable<(GapKind Kind, int Count, int Unverified)> ByKind => _last.Values
        .Where(gap => !gap.IsRetracted)
        .GroupBy(gap => gap.Gap.Kind)
        .OrderBy(kind => kind.Key)
        .Select(kind => (kind.Key, kind.Count(), kind.Count(gap => gap.Gap.Certainty == Certainty.Unverified)));

    public void Take(List<GapRevision> revisions)
    {
        Revisions += revisions.Count;
        foreach (var revision in revisions)
            _last[revision.Gap.Id] = revision;
    }
}
