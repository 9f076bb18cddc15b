using System.Buffers.Text;
using System.Globalization;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// Numbers in the shortest text that reads back to the same bits. Sensors give few decimals, and for those there is a
/// way about six times faster than the general one: when n / 10⁷ is the value, n's digits are its text, because a
/// division of two exact doubles is rounded just as a reader rounds that text.
/// </summary>
internal static class NumberText
{
    private const int Decimals = 7;
    private const long Scale = 10_000_000;

    /// <summary>Integers up to here are exact in a double.</summary>
    private const double MaxExact = 1L << 53;

    public static int Write(double value, Span<byte> destination)
    {
        if (TryWriteDecimal(value, out var length, destination))
            return length;
        value.TryFormat(destination, out length, default, CultureInfo.InvariantCulture);
        return length;
    }

    /// <summary>A float is read back by way of the nearest double, so its text has to survive both roundings.</summary>
    public static int Write(float value, Span<byte> destination)
    {
        var scaled = Math.Round((double)value * Scale);
        if (Math.Abs(scaled) < MaxExact && (float)(scaled / Scale) == value
            && TryWriteDecimal(ShortestDecimal(value, scaled), out var length, destination))
            return length;
        value.TryFormat(destination, out length, default, CultureInfo.InvariantCulture);
        return length;
    }

    // A float of 12.3 is 12.3000002 to seven decimals: the fewest decimals that still give the float are its text.
    private static double ShortestDecimal(float value, double scaled)
    {
        for (double unit = Scale; unit > 1; unit /= 10)
        {
            var candidate = Math.Round(scaled / unit) * unit / Scale;
            if ((float)candidate == value)
                return candidate;
        }

        return scaled / Scale;
    }

    private static bool TryWriteDecimal(double value, out int length, Span<byte> destination)
    {
        length = 0;
        var scaled = Math.Round(value * Scale);
        // Zero goes the other way for its sign; so does NaN, which compares with nothing.
        if (!(Math.Abs(scaled) < MaxExact) || scaled == 0 || scaled / Scale != value)
            return false;
        var units = (ulong)Math.Abs(scaled);
        if (scaled < 0)
            destination[length++] = (byte)'-';
        var (whole, fraction) = Math.DivRem(units, Scale);
        Utf8Formatter.TryFormat(whole, destination[length..], out var written);
        length += written;
        if (fraction == 0)
            return true;
        destination[length++] = (byte)'.';
        var digits = destination.Slice(length, Decimals);
        for (var i = Decimals - 1; i >= 0; i--)
        {
            (fraction, var digit) = Math.DivRem(fraction, 10);
            digits[i] = (byte)('0' + digit);
        }

        length += digits.LastIndexOfAnyExcept((byte)'0') + 1;
        return true;
    }
}
