using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Storage;

namespace Telemetry.Server.Backtesting;

/// <summary>The gaps that were flagged, as they are known now.</summary>
internal static class FlaggedGaps
{
    public static async Task<IReadOnlyList<Gap>> ReadAsync(
        ILedger ledger, string exerciseId, TimeRange span, CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        var query = new GapQuery(exerciseId, span, Limit: Limits.PageRows);
        while (true)
        {
            var rows = await ledger.ReadGapsAsync(query, cancellationToken);
            gaps.AddRange(rows.Where(row => !row.Revision.IsRetracted).Select(row => row.Revision.Gap));
            if (rows.Count < query.Limit)
                return gaps;
            query = query with { After = (rows[^1].Revision.Gap.OpenUs, rows[^1].Revision.Gap.Id) };
        }
    }
}
