using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>All gaps that a filter lets through, latest open time first, page by page in bounded memory.</summary>
internal static class ListedGaps
{
    public static async IAsyncEnumerable<GapRow> ReadAsync(
        ILedger ledger, GapFilter filter, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (filter.IsEmpty)
            yield break;
        var query = filter.Query with { Overlapping = range == TimeRange.Always ? null : range };
        while (true)
        {
            var rows = await ledger.ReadGapsAsync(query, cancellationToken);
            foreach (var row in rows)
            {
                if (filter.Matches(row))
                    yield return row;
            }

            if (rows.Count < query.Limit)
                yield break;
            query = query with { After = GapKey.Of(rows[^1]) };
        }
    }
}
