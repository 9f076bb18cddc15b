namespace Telemetry.Core;

/// <summary>
/// Every limit of the product that the domain knows, each with its unit. What a limit refuses is counted.
/// </summary>
public static class Limits
{
    /// <summary>Reports in one batch.</summary>
    public const int BatchReports = 1_000;

    /// <summary>Bytes of one ingest message.</summary>
    public const int MessageBytes = 1 << 20;

    /// <summary>Reports of one stream that are neither stored nor refused yet.</summary>
    public const int UnacknowledgedReports = 65_536;

    /// <summary>Largest and default number of rows on a page of a List call.</summary>
    public const int PageRows = 1_000;
    public const int PageRowsDefault = 100;

    /// <summary>Places of one plan, vertices of one place, bytes of one plan document.</summary>
    public const int PlanPlaces = 100_000;
    public const int PlaceVertices = 10_000;
    public const int PlanBytes = 64 << 20;

    /// <summary>Cells of one place whose cover is asked for, and of all places of a plan.</summary>
    public const int PlaceCells = 100_000;
    public const int PlanCells = 10_000_000;

    /// <summary>Side of a cell in metres: least, most, and when nobody says.</summary>
    public const double CellLeastM = 5;
    public const double CellMostM = 100;
    public const double CellDefaultM = 20;

    /// <summary>Cells of one place told one by one, and of the lattice over a place that is asked for.</summary>
    public const int CellsListed = 10_000;
    public const int CellLattice = 1_000_000;

    /// <summary>Areas, fences, devices and duty windows of one plan.</summary>
    public const int PlanAreas = 10_000;
    public const int PlanFences = 10_000;
    public const int PlanDevices = 100_000;
    public const int PlanDutyWindows = 1_000;

    /// <summary>Dates or spans of dates that one duty window names.</summary>
    public const int DutyDates = 366;

    /// <summary>
    /// Metres from end to end of one place, beyond which the ground is not flat enough to measure on.
    /// </summary>
    public const double PlaceExtentM = 200_000;

    /// <summary>Faults of one plan document that are listed; all are counted.</summary>
    public const int PlanFaultsListed = 1_000;

    /// <summary>Characters of a name, unit or call sign.</summary>
    public const int NameLength = 200;

    /// <summary>Watchers per node; a slow one is dropped with a token to resume from.</summary>
    public const int Watchers = 1_000;

    /// <summary>Devices that one gap names as the reason why it is unverified.</summary>
    public const int DevicesNamedPerGap = 8;

    /// <summary>Characters of an id (device, exercise, place, rule, session).</summary>
    public const int IdLength = 64;

    /// <summary>How far ahead of the exercise's clock a fix may be.</summary>
    public static readonly TimeSpan Future = TimeSpan.FromMinutes(5);

    /// <summary>How old a fix may be, by the exercise's clock, before it is refused.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(366);

    /// <summary>
    /// How long it is kept which presences late reports have replaced, and when those came: for coverage as it was
    /// known at a time, and for evidence.
    /// </summary>
    public static readonly TimeSpan PresenceHistory = TimeSpan.FromDays(92);

    /// <summary>How far back it is looked for when a cell was last seen.</summary>
    public static readonly TimeSpan CellsWindow = TimeSpan.FromDays(31);

    /// <summary>How long event time waits for devices before provisional flags are raised (live only).</summary>
    public static readonly TimeSpan Settle = TimeSpan.FromSeconds(5);

    /// <summary>How long after its end a gap may still be corrected by late reports.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromHours(24);

    /// <summary>
    /// How much of each device's track is kept at hand, by time and by number of fixes: what comes late within it is
    /// put in without reading the store. Later ones are read again, and lose nothing.
    /// </summary>
    public static readonly TimeSpan RecentWindow = TimeSpan.FromMinutes(35);
    public const int RecentFixes = 4_096;
}
