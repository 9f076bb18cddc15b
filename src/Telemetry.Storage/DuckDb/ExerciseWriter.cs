using DuckDB.NET.Data;
using Telemetry.Core.Tracks;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Writes the reports of one exercise, first ones only. A report beyond its device's high-water mark is new; the others
/// are gathered, and the table is asked about all of them at once. Rows stay in memory until they are handed over.
/// </summary>
internal sealed class ExerciseWriter : IDisposable
{
    private readonly DuckDBConnection _connection;
    private readonly string _exerciseId;
    private readonly string _table;
    private readonly DeviceHighWater _marks;
    private readonly ReportNames _names;
    private readonly ReportAppender _appender;
    private readonly List<Taken> _taken = [];
    private readonly List<Doubt> _doubts = [];

    public ExerciseWriter(DuckDBConnection connection, string exerciseId, DeviceHighWater marks)
    {
        _connection = connection;
        _exerciseId = exerciseId;
        _table = ReportTable.Quoted(exerciseId);
        _marks = marks;
        connection.Execute(ReportTable.CreateSql(exerciseId));
        _names = new ReportNames(connection, exerciseId);
        LoadMarks();
        _appender = new ReportAppender(connection, ReportTable.Name(exerciseId));
    }

    /// <summary>When it last wrote, as a count of groups.</summary>
    public long LastGroup { get; set; }

    /// <summary>Whether some outcomes depend on what the table holds.</summary>
    public bool HasDoubts => _doubts.Count > 0;

    /// <summary>Appends what is surely new. The outcomes are final after <see cref="Settle"/>.</summary>
    public void Take(ReportBatch batch, AppendOutcome[] outcomes)
    {
        var device = batch.Device;
        var deviceNo = _names.NumberOf(device.Id, out var isNew);
        var unitNo = _names.NumberOf(device.Unit, out _);
        var markUs = MarkOf(device.Id, deviceNo, isNew);
        var taken = new Taken(batch, outcomes, deviceNo, unitNo);
        var reports = batch.Reports.Span;
        for (var i = 0; i < reports.Length; i++)
        {
            ref readonly var report = ref reports[i];
            if (report.FixTimeUs <= markUs)
            {
                outcomes[i] = AppendOutcome.Duplicate;
                _doubts.Add(new Doubt(taken, i));
                continue;
            }

            markUs = report.FixTimeUs;
            outcomes[i] = AppendOutcome.Stored;
            _appender.Append(deviceNo, device.Kind, unitNo, report);
        }

        _marks.Raise(_exerciseId, device.Id, markUs);
        _taken.Add(taken);
    }

    /// <summary>Decides about the doubtful; what was taken before must be in the table by then.</summary>
    public void Settle()
    {
        if (HasDoubts)
            SettleDoubts();
        _taken.Clear();
        _doubts.Clear();
    }

    /// <summary>Hands all rows to the connection's transaction.</summary>
    public void HandOver()
    {
        _names.Save();
        _appender.Flush();
    }

    public void Dispose() => _appender.Dispose();

    private long MarkOf(string deviceId, int deviceNo, bool isNew)
    {
        if (isNew)
            return long.MinValue;
        if (_marks.TryGet(_exerciseId, deviceId, out var markUs))
            return markUs;
        var storedUs = _connection.Scalar<long?>($"SELECT max(fix_us) FROM {_table} WHERE device_no = $1", deviceNo);
        return storedUs ?? long.MinValue;
    }

    private void LoadMarks()
    {
        using var command = _connection.Command(
            $"""
            SELECT name, fix_us
            FROM (SELECT device_no, max(fix_us) AS fix_us FROM {_table} GROUP BY device_no) AS last
            JOIN report_name ON exercise = $1 AND no = device_no
            """,
            _exerciseId);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            _marks.Raise(_exerciseId, reader.GetString(0), reader.GetInt64(1));
    }

    private void SettleDoubts()
    {
        var known = ReadStored();
        var devices = _doubts.Select(doubt => doubt.Taken.DeviceNo).ToHashSet();
        foreach (var taken in _taken)
        {
            if (devices.Contains(taken.DeviceNo))
                taken.AddStored(known);
        }

        foreach (var (taken, index) in _doubts)
        {
            ref readonly var report = ref taken.Batch.Reports.Span[index];
            if (!known.Add((taken.DeviceNo, report.FixTimeUs)))
                continue;
            taken.Outcomes[index] = AppendOutcome.Stored;
            _appender.Append(taken.DeviceNo, taken.Batch.Device.Kind, taken.UnitNo, report);
        }
    }

    /// <summary>Which of the doubtful the table holds.</summary>
    private HashSet<(int DeviceNo, long FixUs)> ReadStored()
    {
        var devices = _doubts.ConvertAll(doubt => doubt.Taken.DeviceNo);
        var times = _doubts.ConvertAll(doubt => doubt.Taken.Batch.Reports.Span[doubt.Index].FixTimeUs);
        var known = new HashSet<(int, long)>(_doubts.Count);
        using var command = _connection.Command(
            $"""
            SELECT device_no, fix_us FROM {_table}
            SEMI JOIN (SELECT unnest($1::INTEGER[]) AS device_no, unnest($2::BIGINT[]) AS fix_us) AS doubt
            USING (device_no, fix_us)
            WHERE fix_us BETWEEN $3 AND $4
            """,
            devices, times, times.Min(), times.Max());
        using var reader = command.ExecuteReader();
        while (reader.Read())
            known.Add((reader.GetInt32(0), reader.GetInt64(1)));
        return known;
    }

    private readonly record struct Doubt(Taken Taken, int Index);

    private sealed record Taken(ReportBatch Batch, AppendOutcome[] Outcomes, int DeviceNo, int UnitNo)
    {
        public void AddStored(HashSet<(int DeviceNo, long FixUs)> known)
        {
            var reports = Batch.Reports.Span;
            for (var i = 0; i < reports.Length; i++)
            {
                if (Outcomes[i] == AppendOutcome.Stored)
                    known.Add((DeviceNo, reports[i].FixTimeUs));
            }
        }
    }
}
