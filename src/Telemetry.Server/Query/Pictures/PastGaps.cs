using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Query.Pictures;

/// <summary>The gaps that meet a span of the past, as known now or then; latest open time first.</summary>
internal sealed class PastGaps
{
    private const int QueryRows = 10_000;

    private readonly List<GapRow> _rows = [];

    private PastGaps()
    {
    }

    public static async Task<PastGaps> ReadAsync(
        ILedger ledger, string exerciseId, TimeRange range, long? recordedBeforeUs, CancellationToken cancellationToken)
    {
        var gaps = new PastGaps();
        var query = new GapQuery(
            exerciseId, Overlapping: range, RecordedBeforeUs: recordedBeforeUs, Limit: QueryRows);
        while (true)
        {
            var rows = await ledger.ReadGapsAsync(query, cancellationToken);
            gaps._rows.AddRange(rows.Where(row => !row.Revision.IsRetracted));
            if (gaps._rows.Count > PictureLimits.ReplayGaps)
                throw Fault.TooMuch(
                    FaultReasons.TooManyGaps, $"More than {PictureLimits.ReplayGaps} gaps meet the interval");
            if (rows.Count < query.Limit)
                return gaps;
            var last = rows[^1].Revision.Gap;
            query = query with { After = (last.OpenUs, last.Id) };
        }
    }

    public IEnumerable<GapRow> OpenAt(long us) => _rows.Where(row => IsOpenAt(row.Revision.Gap, us));

    private static bool IsOpenAt(Gap gap, long us) =>
        gap.OpenUs <= us && (gap.Close is not { } close || close.TimeUs > us);
}
