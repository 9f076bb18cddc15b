using DuckDB.NET.Data;
using DuckDB.NET.Native;
using Telemetry.Core.Tracks;
using static DuckDB.NET.Native.NativeMethods;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// Fills DuckDB's column vectors in place, 2,048 rows at a time. The managed appender boxes and checks each value,
/// which costs more than DuckDB itself does for the row.
/// </summary>
/// <remarks>See https://duckdb.org/docs/stable/clients/c/appender and /c/vector. One thread at a time.</remarks>
internal sealed unsafe class ReportAppender : IDisposable
{
    private static readonly int ChunkRows = (int)Helpers.DuckDBVectorSize();

    private readonly DuckDB.NET.Native.DuckDBAppender _appender;
    private readonly DuckDBDataChunk _chunk;
    private readonly nint[] _data = new nint[ReportTable.ColumnCount];
    private readonly nint[] _validity = new nint[ReportTable.ColumnCount];
    private int _rows;

    public ReportAppender(DuckDBConnection connection, string table)
    {
        var state = Appender.DuckDBAppenderCreate(connection.NativeConnection, null!, table, out _appender);
        Check(state);
        var types = new DuckDBLogicalType[ReportTable.ColumnCount];
        for (var column = 0; column < types.Length; column++)
            types[column] = Appender.DuckDBAppenderColumnType(_appender, (ulong)column);
        _chunk = DataChunks.DuckDBCreateDataChunk(
            Array.ConvertAll(types, type => type.DangerousGetHandle()), ReportTable.ColumnCount);
        foreach (var type in types)
            type.Dispose();
        StartChunk();
    }

    public void Append(int deviceNo, DeviceKind kind, int unitNo, in Report report)
    {
        if (_rows == ChunkRows)
            EndChunk();

        var row = _rows++;
        ((int*)_data[0])[row] = deviceNo;
        ((byte*)_data[1])[row] = (byte)kind;
        ((int*)_data[2])[row] = unitNo;
        ((long*)_data[3])[row] = report.FixTimeUs;
        ((long*)_data[4])[row] = report.ReceiveTimeUs;
        ((double*)_data[5])[row] = report.Position.LatitudeDeg;
        ((double*)_data[6])[row] = report.Position.LongitudeDeg;
        ((byte*)_data[7])[row] = (byte)report.Status;
        ((bool*)_data[8])[row] = report.TooLate;
        var camera = report.Camera;
        ((bool*)_data[9])[row] = camera is not null;
        Put(10, row, report.AltitudeM);
        Put(11, row, report.HeightM);
        Put(12, row, report.SpeedMps);
        Put(13, row, report.HeadingDeg);
        Put(14, row, report.AccuracyM);
        Put(15, row, report.BatteryPercent);
        Put(16, row, camera?.PitchDeg);
        Put(17, row, camera?.YawDeg);
        Put(18, row, camera?.HorizontalFovDeg);
        Put(19, row, camera?.VerticalFovDeg);
    }

    /// <summary>Hands all rows to the connection's transaction.</summary>
    public void Flush()
    {
        EndChunk();
        Check(Appender.DuckDBAppenderFlush(_appender));
    }

    public void Dispose()
    {
        // Closing would write what was appended since the last flush: after a fault that must not happen.
        Appender.DuckDBAppenderClear(_appender);
        _appender.Dispose();
        _chunk.Dispose();
    }

    private void Put(int column, int row, float? value)
    {
        if (value is { } number)
            ((float*)_data[column])[row] = number;
        else
            ((ulong*)_validity[column])[row >> 6] &= ~(1UL << (row & 63));
    }

    private void EndChunk()
    {
        if (_rows == 0)
            return;
        DataChunks.DuckDBDataChunkSetSize(_chunk, (ulong)_rows);
        Check(Appender.DuckDBAppendDataChunk(_appender, _chunk));
        StartChunk();
    }

    private void StartChunk()
    {
        _rows = 0;
        DataChunks.DuckDBDataChunkReset(_chunk);
        for (var column = 0; column < ReportTable.ColumnCount; column++)
        {
            var vector = DataChunks.DuckDBDataChunkGetVector(_chunk, column);
            _data[column] = (nint)Vectors.DuckDBVectorGetData(vector);
            if (column < ReportTable.FirstOptionalColumn)
                continue;
            Vectors.DuckDBVectorEnsureValidityWritable(vector);
            _validity[column] = (nint)Vectors.DuckDBVectorGetValidity(vector);
        }
    }

    private void Check(DuckDBState state)
    {
        if (state == DuckDBState.Success)
            return;
        using var error = Appender.DuckDBAppenderErrorData(_appender);
        throw new StoreException($"DuckDB refused reports: {ErrorData.DuckDBErrorDataMessage(error)}");
    }
}
