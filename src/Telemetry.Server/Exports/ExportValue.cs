using System.Globalization;
using Telemetry.Core;

namespace Telemetry.Server.Exports;

/// <summary>One value of a row; the default one is absent. Which of its parts holds is for its column to say.</summary>
internal readonly record struct ExportValue
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFZ";

    private static readonly long MinUs = TimeUs.From(DateTimeOffset.MinValue);
    private static readonly long MaxUs = TimeUs.From(DateTimeOffset.MaxValue);

    public bool IsPresent { get; private init; }

    public string? Text { get; private init; }

    public long Whole { get; private init; }

    public double Number { get; private init; }

    public DateTime Time => TimeUs.ToTime(Math.Clamp(Whole, MinUs, MaxUs)).UtcDateTime;

    public static implicit operator ExportValue(string? text) =>
        string.IsNullOrEmpty(text) ? default : new() { IsPresent = true, Text = text };

    public static implicit operator ExportValue(long? whole) =>
        whole is { } value ? new() { IsPresent = true, Whole = value } : default;

    public static implicit operator ExportValue(int whole) => (long?)whole;

    public static implicit operator ExportValue(bool flag) => flag ? 1L : 0L;

    public static implicit operator ExportValue(double? number) =>
        number is { } value ? new() { IsPresent = true, Number = value } : default;

    public static implicit operator ExportValue(float? number) => (double?)number;

    /// <summary>As tables and maps in text show it; empty when absent.</summary>
    public string Show(ExportType type)
    {
        if (!IsPresent)
            return "";
        return type switch
        {
            ExportType.Text => Text!,
            ExportType.Whole => Whole.ToString(CultureInfo.InvariantCulture),
            // A float as a double would be shown with digits that nobody measured.
            ExportType.Single => ((float)Number).ToString(CultureInfo.InvariantCulture),
            ExportType.Double => Number.ToString(CultureInfo.InvariantCulture),
            ExportType.Time => ShowTime(Whole),
            _ => Whole == 0 ? "false" : "true",
        };
    }

    public static string ShowTime(long us) =>
        TimeUs.ToTime(Math.Clamp(us, MinUs, MaxUs)).UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
