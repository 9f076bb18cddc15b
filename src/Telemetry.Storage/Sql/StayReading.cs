using System.Buffers;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Storage.Sql;

/// <summary>
/// One read of the presences at many places over a long time. Time is cut into slices of about as many rows each, so
/// that memory stays bounded however long the range.
/// </summary>
internal sealed class StayReading
{
    /// <summary>Presences in one slice, about; a single hour with more is one slice all the same.</summary>
    private const int SliceStays = 131_072;

    private const long HourUs = 3_600 * TimeUs.PerSecond;
    private const int Elsewhere = -1;

    private readonly ISqlSessions _sessions;
    private readonly string _exerciseId;
    private readonly TimeRange _range;
    private readonly long _recordedBeforeUs;
    private readonly int _places;

    // Of each place number in the ledger, the place's place in the caller's order.
    private readonly int[] _placeOf;

    private StayReading(
        ISqlSessions sessions, string exerciseId, TimeRange range, int[] placeOf, int places, long recordedBeforeUs)
    {
        (_sessions, _exerciseId, _range) = (sessions, exerciseId, range);
        (_placeOf, _places, _recordedBeforeUs) = (placeOf, places, recordedBeforeUs);
    }

    public static async Task<StayReading> BeginAsync(
        ISqlSessions sessions, string exerciseId, TimeRange range, IReadOnlyList<string> placeIds,
        long recordedBeforeUs, CancellationToken cancellationToken)
    {
        var order = new Dictionary<string, int>(placeIds.Count);
        for (var place = 0; place < placeIds.Count; place++)
            order.Add(placeIds[place], place);
        var names = await sessions.ReadAsync(
            connection => connection.QueryAsync(
                row => (No: row.GetInt32(0), Name: row.GetString(1)),
                "SELECT no, name FROM presence_name WHERE exercise = $1",
                exerciseId),
            cancellationToken);
        var placeOf = new int[names.Select(name => name.No).DefaultIfEmpty().Max() + 1];
        Array.Fill(placeOf, Elsewhere);
        foreach (var (no, name) in names)
            placeOf[no] = order.GetValueOrDefault(name, Elsewhere);
        return new StayReading(sessions, exerciseId, range, placeOf, placeIds.Count, recordedBeforeUs);
    }

    /// <summary>Stretches of starts, ascending, with about as many presences in each.</summary>
    public async Task<List<TimeRange>> SlicesAsync(CancellationToken cancellationToken)
    {
        var slices = new List<TimeRange>();
        var (startUs, count) = (long.MinValue, 0L);
        var hours = PresenceTable.Select($"start_us - start_us % {HourUs} AS hour_us");
        await _sessions.ReadNumbersAsync(
            $"""
            SELECT hour_us, count(*) FROM ({hours}) AS hours
            GROUP BY hour_us ORDER BY hour_us
            """,
            [_exerciseId, _range.EndUs, _range.StartUs],
            columns: 2,
            rows =>
            {
                for (var i = 0; i < rows.Count; i++)
                {
                    if (count > 0 && count + rows[1][i] > SliceStays)
                    {
                        slices.Add(new TimeRange(startUs, rows[0][i]));
                        (startUs, count) = (rows[0][i], 0);
                    }

                    count += rows[1][i];
                }
            },
            cancellationToken);
        slices.Add(new TimeRange(startUs, _range.EndUs));
        return slices;
    }

    public async Task<StaySlice> ReadAsync(TimeRange starts, CancellationToken cancellationToken)
    {
        var (stays, places, count) = (Rent<Stay>(SliceStays), Rent<int>(SliceStays), 0);
        try
        {
            await _sessions.ReadNumbersAsync(
                PresenceTable.SelectAsOf(
                    "place_no::BIGINT, kind::BIGINT, start_us, end_us, earliest_us, latest_us", "AND start_us >= $5"),
                [_exerciseId, starts.EndUs, _range.StartUs, _recordedBeforeUs, starts.StartUs],
                columns: 6,
                rows =>
                {
                    Grow(ref stays, count, rows.Count);
                    Grow(ref places, count, rows.Count);
                    count += Take(rows, stays.AsSpan(count), places.AsSpan(count));
                },
                cancellationToken);
            return StaySlice.Sorted(stays.AsSpan(0, count), places.AsSpan(0, count), _places);
        }
        finally
        {
            ArrayPool<Stay>.Shared.Return(stays);
            ArrayPool<int>.Shared.Return(places);
        }
    }

    private int Take(NumberRows rows, Span<Stay> stays, Span<int> places)
    {
        var placeNo = rows[0];
        var kind = rows[1];
        var start = rows[2];
        var end = rows[3];
        var earliest = rows[4];
        var latest = rows[5];
        var taken = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            // A place named since this read began is in no plan that was asked about.
            var place = placeNo[i] < _placeOf.Length ? _placeOf[placeNo[i]] : Elsewhere;
            if (place == Elsewhere)
                continue;
            places[taken] = place;
            stays[taken++] = new Stay((DeviceKind)kind[i], start[i], end[i], earliest[i], latest[i]);
        }

        return taken;
    }

    private static T[] Rent<T>(int count) => ArrayPool<T>.Shared.Rent(count);

    private static void Grow<T>(ref T[] array, int count, int more)
    {
        if (count + more <= array.Length)
            return;
        var larger = Rent<T>(Math.Max(count + more, array.Length * 2));
        array.AsSpan(0, count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(array);
        array = larger;
    }
}
