using System.Text.Json;

namespace Telemetry.Bench;

/// <summary>Writes figures, one JSON object a line, as soon as they are known.</summary>
internal sealed class FigureWriter(TextWriter output, string bench)
{
    private const int SignificantDigits = 4;

    public void Write(string figure, double value, string unit)
    {
        output.WriteLine(JsonSerializer.Serialize(new { bench, figure, value = Rounded(value), unit }));
        output.Flush();
    }

    private static double Rounded(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value;
        var decimals = SignificantDigits - 1 - (int)Math.Floor(Math.Log10(Math.Abs(value)));
        return decimals < 0 ? Math.Round(value) : Math.Round(value, Math.Min(decimals, 15));
    }
}
