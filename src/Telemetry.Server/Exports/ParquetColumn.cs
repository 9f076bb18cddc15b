using Parquet;
using Parquet.Schema;

namespace Telemetry.Server.Exports;

/// <summary>Gathers one column's values of a row group. Every column can be absent.</summary>
internal abstract class ParquetColumn(DataField field)
{
    public DataField Field { get; } = field;

    public static ParquetColumn Of(ExportColumn column)
    {
        var name = column.Name;
        return column.Type switch
        {
            ExportType.Text => new Texts(new DataField(name, typeof(string), isNullable: true)),
            ExportType.Whole => new Values<long>(Make<long>(name), static value => value.Whole),
            ExportType.Single => new Values<float>(Make<float>(name), static value => (float)value.Number),
            ExportType.Double => new Values<double>(Make<double>(name), static value => value.Number),
            ExportType.Flag => new Values<bool>(Make<bool>(name), static value => value.Whole != 0),
            _ => new Values<DateTime>(
                new DateTimeDataField(
                    name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros,
                    isNullable: true),
                static value => value.Time),
        };
    }

    public abstract void Add(in ExportValue value);

    /// <summary>Writes what was gathered, and begins anew.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken);

    private static DataField Make<T>(string name) => new(name, typeof(T), isNullable: true);

    private sealed class Texts(DataField field) : ParquetColumn(field)
    {
        private readonly List<string?> _texts = [];

        public override void Add(in ExportValue value) => _texts.Add(value.Text);

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            await group.WriteAsync(Field, _texts!);
            _texts.Clear();
        }
    }

    private sealed class Values<T>(DataField field, Func<ExportValue, T> read) : ParquetColumn(field)
        where T : struct
    {
        private readonly List<T?> _values = [];

        public override void Add(in ExportValue value) => _values.Add(value.IsPresent ? read(value) : null);

        public override async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
        {
            T?[] values = [.. _values];
            await group.WriteAsync<T>(Field, values.AsMemory(), cancellationToken: cancellationToken);
            _values.Clear();
        }
    }
}
