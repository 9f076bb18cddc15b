using Parquet;
using Parquet.Schema;

namespace Telemetry.Server.Exports;

/// <summary>Apache Parquet, compressed, in row groups of <see cref="ExportLimits.RowGroupRows"/>.</summary>
internal static class ParquetFormat
{
    public static async Task WriteAsync(ExportSheet sheet, ExportBody body, CancellationToken cancellationToken)
    {
        ParquetColumn[] columns = [.. sheet.Columns.Select(ParquetColumn.Of)];
        var schema = new ParquetSchema(columns.Select(column => column.Field));
        await using var parquet = await ParquetWriter.CreateAsync(
            schema, body, cancellationToken: cancellationToken);
        var rows = 0;
        await foreach (var row in sheet.Rows.WithCancellation(cancellationToken))
        {
            for (var i = 0; i < columns.Length; i++)
                columns[i].Add(row.Values[i]);
            if (++rows < ExportLimits.RowGroupRows)
                continue;
            await WriteGroupAsync(parquet, columns, cancellationToken);
            await body.SendAsync(cancellationToken);
            rows = 0;
        }

        if (rows > 0)
            await WriteGroupAsync(parquet, columns, cancellationToken);
    }

    private static async Task WriteGroupAsync(
        ParquetWriter parquet, ParquetColumn[] columns, CancellationToken cancellationToken)
    {
        using var group = parquet.CreateRowGroup();
        foreach (var column in columns)
            await column.WriteAsync(group, cancellationToken);
    }
}
