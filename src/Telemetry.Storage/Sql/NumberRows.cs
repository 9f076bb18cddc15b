namespace Telemetry.Storage.Sql;

/// <summary>Some rows of whole numbers, by column. Holds only until the handler it is given to returns.</summary>
internal readonly unsafe ref struct NumberRows(int count, ReadOnlySpan<nint> columns)
{
    private readonly ReadOnlySpan<nint> _columns = columns;

    public int Count { get; } = count;

    public ReadOnlySpan<long> this[int column] => new((void*)_columns[column], Count);
}

internal delegate void NumberRowsHandler(NumberRows rows);
