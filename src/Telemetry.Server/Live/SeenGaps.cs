using Telemetry.Storage;

namespace Telemetry.Server.Live;

/// <summary>
/// What a watcher got from the ledger, so that the feed, which ran meanwhile, neither repeats it nor goes back
/// behind it.
/// </summary>
internal sealed class SeenGaps
{
    private readonly Dictionary<string, long> _sequences = [];
    private long _last = long.MinValue;

    public void Note(GapRow row)
    {
        _sequences[row.Revision.Gap.Id] = row.Sequence;
        _last = Math.Max(_last, row.Sequence);
    }

    public bool IsNews(GapRow row)
    {
        if (row.Sequence > _last)
        {
            // The feed has overtaken what was read: nothing needs to be remembered any more.
            _sequences.Clear();
            return true;
        }

        return !_sequences.TryGetValue(row.Revision.Gap.Id, out var seen) || row.Sequence > seen;
    }
}
