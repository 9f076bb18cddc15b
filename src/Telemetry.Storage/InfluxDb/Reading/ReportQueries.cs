using System.Runtime.CompilerServices;
using System.Text.Json;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.InfluxDb.Reading;

/// <summary>The questions that are asked of the stored reports, in InfluxQL, which every version answers.</summary>
internal sealed class ReportQueries(InfluxHttp http)
{
    /// <summary>
    /// Devices of one query when all are read: bounds what the server opens at once, and the address's length.
    /// </summary>
    private const int DevicesPerQuery = 32;

    // Every report has a latitude, so this field tells which there are.
    private const string AnyField = "\"latitude_deg\"";

    private static readonly string AllColumns = ReportFields.Select(ReportFields.Columns);

    public async IAsyncEnumerable<ReportBatch> ReadDeviceAsync(
        string exerciseId, string deviceId, TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var query = $"SELECT {AllColumns} FROM {Source(exerciseId)} WHERE {Is(deviceId)}"
            + $" AND {InfluxTime.Where(range)}";
        await foreach (var document in http.QueryAsync(query, cancellationToken).ConfigureAwait(false))
        {
            foreach (var batch in ReportRows.Read(document.Span, exerciseId, deviceId))
                yield return batch;
        }
    }

    public async IAsyncEnumerable<ReportBatch> ReadDevicesAsync(
        string exerciseId, IReadOnlyList<string> deviceIds, TimeRange range,
        [EnumeratorCancellation] CancellationToken cancellationToken, bool isNewestOnly = false)
    {
        // Each column asked for costs the server, there or not, and most drills have half of them.
        var columns = await ReadColumnsAsync(exerciseId, cancellationToken).ConfigureAwait(false);
        foreach (var slice in deviceIds.Chunk(DevicesPerQuery))
        {
            var query = $"SELECT {columns} FROM {Source(exerciseId)}"
                + $" WHERE ({string.Join(" OR ", slice.Select(Is))}) AND {InfluxTime.Where(range)}"
                + $" GROUP BY \"{ReportFields.Device}\"{(isNewestOnly ? " ORDER BY time DESC LIMIT 1" : "")}";
            await foreach (var document in http.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            {
                foreach (var batch in ReportRows.Read(document.Span, exerciseId, deviceId: null))
                    yield return batch;
            }
        }
    }

    /// <summary>Devices that may have reports in the range; some may have none.</summary>
    public async Task<List<string>> ReadDeviceIdsAsync(
        string exerciseId, TimeRange range, CancellationToken cancellationToken)
    {
        var query = $"SHOW TAG VALUES FROM {Source(exerciseId)} WITH KEY = \"{ReportFields.Device}\""
            + $" WHERE {InfluxTime.Where(range)}";
        var ids = new List<string>();
        await foreach (var document in http.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            ids.AddRange(SeriesReader.ReadStrings(document.Span, "value").Select(LineText.Given));
        return ids;
    }

    private async Task<string> ReadColumnsAsync(string exerciseId, CancellationToken cancellationToken)
    {
        var there = new HashSet<string> { ReportFields.Kind, ReportFields.Unit };
        var query = $"SHOW FIELD KEYS FROM {Source(exerciseId)}";
        await foreach (var document in http.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            there.UnionWith(SeriesReader.ReadStrings(document.Span, "fieldKey"));
        return ReportFields.Select(ReportFields.Columns.Where(there.Contains));
    }

    /// <summary>The greatest fix time of a device; null when it has none.</summary>
    public async Task<long?> ReadLastTimeUsAsync(
        string exerciseId, string deviceId, CancellationToken cancellationToken)
    {
        var times = new List<long>();
        await ReadTimesAsync(
            $"SELECT {AnyField} FROM {Source(exerciseId)} WHERE {Is(deviceId)} AND {InfluxTime.Where(TimeRange.Always)}"
            + " ORDER BY time DESC LIMIT 1",
            times,
            cancellationToken).ConfigureAwait(false);
        return times.Count == 0 ? null : times.Max();
    }

    /// <summary>The fix times of a device in some ranges.</summary>
    public async Task<HashSet<long>> ReadTimesUsAsync(
        string exerciseId, string deviceId, IReadOnlyList<TimeRange> ranges, CancellationToken cancellationToken)
    {
        var times = new List<long>();
        foreach (var slice in ranges.Chunk(http.Dialect.StatementsPerQuery))
        {
            var statements = slice.Select(range =>
                $"SELECT {AnyField} FROM {Source(exerciseId)} WHERE {Is(deviceId)} AND {InfluxTime.Where(range)}");
            await ReadTimesAsync(string.Join(';', statements), times, cancellationToken).ConfigureAwait(false);
        }

        return [.. times];
    }

    private static string Is(string deviceId) =>
        $"\"{ReportFields.Device}\"={LineText.Literal(LineText.Kept(deviceId))}";

    private string Source(string exerciseId) => http.Dialect.Source(Measurement.OfReports(exerciseId));

    private async Task ReadTimesAsync(string query, List<long> timesUs, CancellationToken cancellationToken)
    {
        await foreach (var document in http.QueryAsync(query, cancellationToken).ConfigureAwait(false))
            AddTimes(document.Span, timesUs);
    }

    private static void AddTimes(ReadOnlySpan<byte> document, List<long> timesUs)
    {
        var reader = new SeriesReader(document);
        while (reader.NextSeries())
        {
            var time = reader.Columns.IndexOf("time");
            while (reader.NextRow())
            {
                for (var i = 0; i < reader.Columns.Count; i++)
                {
                    reader.Read();
                    if (i == time && reader.Json.TokenType == JsonTokenType.Number)
                        timesUs.Add(InfluxTime.ToUs(reader.Json.GetInt64()));
                }
            }
        }
    }
}
