using System.Buffers.Text;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// Writes the pieces of a line into a span that is long enough; the caller reserves by the sizes given here.
/// </summary>
internal ref struct LineWriter(Span<byte> destination)
{
    /// <summary>The longest number in text, with its suffix and separators.</summary>
    public const int NumberBytes = 32;

    private readonly Span<byte> _destination = destination;
    private bool _hasField;

    public int Length { get; private set; }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_destination[Length..]);
        Length += bytes.Length;
    }

    /// <summary>A tag, or the measurement when there is no name. An empty value is no tag.</summary>
    /// <param name="name">With the comma before and the equals sign after it.</param>
    public void Tag(ReadOnlySpan<byte> name, string value)
    {
        if (value.Length == 0)
            return;
        Raw(name);
        Length += LineText.WriteTag(value, _destination[Length..]);
    }

    /// <summary>A value that is not finite is not a measurement: no field.</summary>
    public void Field(ReadOnlySpan<byte> name, float? value)
    {
        if (value is not { } number || !float.IsFinite(number))
            return;
        Name(name);
        Length += NumberText.Write(number, _destination[Length..]);
    }

    public void Field(ReadOnlySpan<byte> name, double value)
    {
        Name(name);
        Length += NumberText.Write(value, _destination[Length..]);
    }

    public void Field(ReadOnlySpan<byte> name, long value)
    {
        Name(name);
        Integer(value);
        _destination[Length++] = (byte)'i';
    }

    public void Field(ReadOnlySpan<byte> name, bool value)
    {
        Name(name);
        _destination[Length++] = value ? (byte)'t' : (byte)'f';
    }

    public void Field(ReadOnlySpan<byte> name, string value)
    {
        Name(name);
        Length += LineText.WriteString(value, _destination[Length..]);
    }

    public void End(long timeNs)
    {
        _destination[Length++] = (byte)' ';
        Integer(timeNs);
        _destination[Length++] = (byte)'\n';
    }

    private void Name(ReadOnlySpan<byte> name)
    {
        _destination[Length++] = _hasField ? (byte)',' : (byte)' ';
        _hasField = true;
        Raw(name);
        _destination[Length++] = (byte)'=';
    }

    private void Integer(long value)
    {
        Utf8Formatter.TryFormat(value, _destination[Length..], out var written);
        Length += written;
    }
}
