using System.Globalization;
using CsCheck;
using Telemetry.Storage.InfluxDb.Lines;

namespace Telemetry.Storage.Tests.InfluxDb.Lines;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(31.1774276, "31.1774276")]
    [InlineData(-0.5, "-0.5")]
    [InlineData(-7, "-7")]
    [InlineData(0, "0")]
    [InlineData(121.00000001, "121.00000001")]
    [InlineData(0.0000001, "0.0000001")]
    public void Write_FewDecimals_ShortestText(double value, string text) => Assert.Equal(text, Text(value));

    [Theory]
    [InlineData(23.4f, "23.4")]
    [InlineData(-0.1f, "-0.1")]
    [InlineData(16777216f, "16777216")]
    [InlineData(359.99997f, "359.99997")]
    public void Write_Float_ShortestText(float value, string text) => Assert.Equal(text, Text(value));

    [Fact]
    public void Write_AnyDouble_ReadsBackBitForBit() =>
        Gen.OneOf(Gen.Double, Gen.Int[-1_800_000_000, 1_800_000_000].Select(n => n / 1e7), Gen.Const(-0.0))
            .Where(double.IsFinite)
            .Sample(
                value => BitConverter.DoubleToInt64Bits(double.Parse(Text(value), CultureInfo.InvariantCulture))
                    == BitConverter.DoubleToInt64Bits(value),
                iter: 100_000);

    // The server keeps a double, so a float comes back by way of one.
    [Fact]
    public void Write_AnyFloat_ReadsBackByWayOfADouble() =>
        Gen.OneOf(
                Gen.Float,
                Gen.UInt.Select(BitConverter.UInt32BitsToSingle),
                Gen.Int[-9999, 9999].Select(n => n / 10f))
            .Where(float.IsFinite)
            .Sample(
                value => BitConverter.SingleToInt32Bits((float)double.Parse(Text(value), CultureInfo.InvariantCulture))
                    == BitConverter.SingleToInt32Bits(value),
                iter: 200_000);

    private static string Text(double value)
    {
        Span<byte> text = stackalloc byte[LineWriter.NumberBytes];
        return System.Text.Encoding.ASCII.GetString(text[..NumberText.Write(value, text)]);
    }

    private static string Text(float value)
    {
        Span<byte> text = stackalloc byte[LineWriter.NumberBytes];
        return System.Text.Encoding.ASCII.GetString(text[..NumberText.Write(value, text)]);
    }
}
