namespace Telemetry.Server.Reporting;

/// <summary>What keeps a report readable and printable. What a list leaves out is told on the page.</summary>
internal static class ReportLimits
{
    /// <summary>The longest time that one report is of.</summary>
    public static readonly TimeSpan Span = TimeSpan.FromDays(31);

    /// <summary>Gaps listed: the longest.</summary>
    public const int Gaps = 200;

    /// <summary>Silences listed: the longest.</summary>
    public const int Silences = 100;

    /// <summary>Places listed: the most overdue.</summary>
    public const int Places = 150;

    /// <summary>Devices in the timeline.</summary>
    public const int Devices = 120;

    /// <summary>How finely the timeline is drawn.</summary>
    public const int TimelineSlots = 480;

    /// <summary>Reports that are made at one time; more are refused with RESOURCE_EXHAUSTED.</summary>
    public const int AtOnce = 4;
}
