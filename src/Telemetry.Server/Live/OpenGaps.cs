using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Storage;

namespace Telemetry.Server.Live;

/// <summary>The gaps open now, read in pages of the ledger.</summary>
internal static class OpenGaps
{
    public static async IAsyncEnumerable<IReadOnlyList<GapRow>> ReadOpenGapsAsync(
        this ILedger ledger, string exerciseId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = new GapQuery(exerciseId, State: GapState.Open, Limit: Limits.PageRows);
        while (true)
        {
            var rows = await ledger.ReadGapsAsync(query, cancellationToken);
            yield return rows;
            if (rows.Count < query.Limit)
                yield break;
            var last = rows[^1].Revision.Gap;
            query = query with { After = (last.OpenUs, last.Id) };
        }
    }
}
