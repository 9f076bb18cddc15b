using DuckDB.NET.Data;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// One read of many reports, in one snapshot. Time is cut into slices of about a quarter of a million reports, and each
/// slice is sorted by device: memory stays bounded however long the range, and no sort ever goes to disk.
/// </summary>
internal sealed class ReportReading : IAsyncDisposable
{
    /// <summary>Reports sorted at once, about; a single minute with more is one slice all the same.</summary>
    private const int SliceReports = 262_144;

    private const long MinuteUs = 60 * TimeUs.PerSecond;

    private readonly DuckDBConnection _connection;
    private readonly string _exerciseId;
    private readonly Dictionary<int, string> _names = [];
    private readonly Dictionary<(int DeviceNo, DeviceKind Kind, int UnitNo), DeviceIdentity> _identities = [];
    private readonly Queue<string> _queries = new();
    private ReportCursor? _cursor;
    private bool _hasRow;

    private ReportReading(DuckDBConnection connection, string exerciseId)
    {
        _connection = connection;
        _exerciseId = exerciseId;
        connection.Execute("BEGIN TRANSACTION");
        foreach (var (number, name) in ReportNames.Read(connection, exerciseId))
            _names.Add(number, name);
    }

    public static ReportReading OfDevice(
        DuckDBConnection connection, string exerciseId, string deviceId, TimeRange range)
    {
        var reading = new ReportReading(connection, exerciseId);
        if (!range.IsEmpty && ReportNames.Find(connection, exerciseId, deviceId) is { } deviceNo)
            reading._queries.Enqueue(reading.Select(range, $"device_no = {deviceNo} AND", "fix_us"));
        return reading;
    }

    public static ReportReading OfAll(DuckDBConnection connection, string exerciseId, TimeRange range)
    {
        var reading = new ReportReading(connection, exerciseId);
        // Table and names are made together, so without names there is no table.
        if (!range.IsEmpty && reading._names.Count > 0)
        {
            foreach (var slice in reading.Slices(range))
                reading._queries.Enqueue(reading.Select(slice, "", "device_no, fix_us"));
        }

        return reading;
    }

    /// <summary>Of each device the newest of the range.</summary>
    public static ReportReading OfNewest(DuckDBConnection connection, string exerciseId, TimeRange range)
    {
        var reading = new ReportReading(connection, exerciseId);
        if (!range.IsEmpty && reading._names.Count > 0)
            reading._queries.Enqueue(reading.SelectNewest(range));
        return reading;
    }

    /// <summary>The next reports of one device and identity; null at the end.</summary>
    public ReportBatch? NextChunk()
    {
        while (!_hasRow)
        {
            _cursor?.Dispose();
            _cursor = null;
            if (!_queries.TryDequeue(out var sql))
                return null;
            _cursor = new ReportCursor(_connection, sql);
            _hasRow = _cursor.Read();
        }

        var cursor = _cursor!;
        var key = (cursor.DeviceNo, cursor.Kind, cursor.UnitNo);
        var reports = new List<Report>(256);
        do
        {
            reports.Add(cursor.Report);
            _hasRow = cursor.Read();
        }
        while (_hasRow && reports.Count < IReportStore.ReadChunkReports
            && key == (cursor.DeviceNo, cursor.Kind, cursor.UnitNo));
        return new ReportBatch(_exerciseId, Identity(key), reports.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _cursor?.Dispose();
        return _connection.DisposeAsync();
    }

    private DeviceIdentity Identity((int DeviceNo, DeviceKind Kind, int UnitNo) key)
    {
        if (!_identities.TryGetValue(key, out var identity))
        {
            identity = new DeviceIdentity(_names[key.DeviceNo], key.Kind, _names[key.UnitNo]);
            _identities.Add(key, identity);
        }

        return identity;
    }

    private string Select(TimeRange range, string condition, string order) =>
        $"""
        SELECT {ReportTable.Columns} FROM {ReportTable.Quoted(_exerciseId)}
        WHERE {condition} fix_us >= {range.StartUs} AND fix_us < {range.EndUs}
        ORDER BY {order}
        """;

    private string SelectNewest(TimeRange range) =>
        $"""
        SELECT {ReportTable.Columns} FROM {ReportTable.Quoted(_exerciseId)} JOIN (
            SELECT device_no, max(fix_us) AS fix_us FROM {ReportTable.Quoted(_exerciseId)}
            WHERE fix_us >= {range.StartUs} AND fix_us < {range.EndUs} GROUP BY device_no) AS newest
            USING (device_no, fix_us)
        WHERE fix_us >= {range.StartUs} AND fix_us < {range.EndUs}
        ORDER BY device_no
        """;

    private IEnumerable<TimeRange> Slices(TimeRange range)
    {
        using var command = _connection.Command(
            $"""
            SELECT fix_us // {MinuteUs} AS minute, count(*) FROM {ReportTable.Quoted(_exerciseId)}
            WHERE fix_us >= $1 AND fix_us < $2
            GROUP BY minute ORDER BY minute
            """,
            range.StartUs, range.EndUs);
        using var reader = command.ExecuteReader();
        var startUs = range.StartUs;
        var reports = 0L;
        while (reader.Read())
        {
            var minuteUs = reader.GetInt64(0) * MinuteUs;
            var count = reader.GetInt64(1);
            if (reports > 0 && reports + count > SliceReports)
            {
                yield return new TimeRange(startUs, minuteUs);
                (startUs, reports) = (minuteUs, 0);
            }

            reports += count;
        }

        if (reports > 0)
            yield return new TimeRange(startUs, range.EndUs);
    }
}
