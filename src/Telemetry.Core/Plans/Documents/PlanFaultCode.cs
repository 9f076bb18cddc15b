namespace Telemetry.Core.Plans.Documents;

/// <summary>The names of the faults. They are part of the API: never changed, only added to.</summary>
public static class PlanFaultCode
{
    // The document.

    /// <summary>More than <see cref="Limits.PlanBytes"/>.</summary>
    public const string TooLarge = "TOO_LARGE";
    public const string NotUtf8 = "NOT_UTF8";
    public const string NotJson = "NOT_JSON";
    public const string NotFeatureCollection = "NOT_FEATURE_COLLECTION";

    /// <summary>A <c>crs</c> member that names anything but WGS-84.</summary>
    public const string WrongCrs = "WRONG_CRS";

    /// <summary>A member of <c>features</c> that is no GeoJSON Feature.</summary>
    public const string NotAFeature = "NOT_A_FEATURE";

    /// <summary>More places, areas, fences, devices, duty windows or cells than a plan may have.</summary>
    public const string TooMany = "TOO_MANY";

    // Features and their properties.

    public const string UnknownType = "UNKNOWN_TYPE";
    public const string MissingProperty = "MISSING_PROPERTY";

    /// <summary>One that features of this type do not have; misspelt, it would silently switch a rule off.</summary>
    public const string UnknownProperty = "UNKNOWN_PROPERTY";
    public const string WrongValueType = "WRONG_VALUE_TYPE";
    public const string OutOfRange = "OUT_OF_RANGE";

    /// <summary>Too long, or with control characters.</summary>
    public const string BadText = "BAD_TEXT";
    public const string BadId = "BAD_ID";
    public const string DuplicateId = "DUPLICATE_ID";

    /// <summary>A second <c>plan</c>, or a second <c>kind</c> of the same name.</summary>
    public const string DuplicateFeature = "DUPLICATE_FEATURE";
    public const string UnknownKind = "UNKNOWN_KIND";
    public const string UnknownDuty = "UNKNOWN_DUTY";
    public const string UnknownArea = "UNKNOWN_AREA";

    /// <summary>Not one of the few words that a property may be.</summary>
    public const string UnknownWord = "UNKNOWN_WORD";

    /// <summary>A fence for a unit that no device is of; it would silently bind nobody.</summary>
    public const string UnknownUnit = "UNKNOWN_UNIT";

    /// <summary>A rule that nobody could ever meet, or that says two things at once.</summary>
    public const string ContradictoryRule = "CONTRADICTORY_RULE";

    /// <summary>A dose or slots where duty has no windows to judge them by.</summary>
    public const string NoDutyWindows = "NO_DUTY_WINDOWS";

    /// <summary>An area that is to be one place and has no zones to be made of.</summary>
    public const string AreaWithoutZones = "AREA_WITHOUT_ZONES";

    /// <summary>More than <see cref="Limits.PlaceCells"/> in one place.</summary>
    public const string TooManyCells = "TOO_MANY_CELLS";

    // Duty.

    public const string BadTimeZone = "BAD_TIME_ZONE";

    /// <summary>Windows of one schedule in different time zones.</summary>
    public const string TimeZonesDiffer = "TIME_ZONES_DIFFER";
    public const string BadTime = "BAD_TIME";
    public const string BadDays = "BAD_DAYS";

    public const string BadDates = "BAD_DATES";

    /// <summary>A window that ends when it starts, or never starts.</summary>
    public const string EmptyWindow = "EMPTY_WINDOW";

    // Geometry.

    public const string WrongGeometry = "WRONG_GEOMETRY";
    public const string EmptyGeometry = "EMPTY_GEOMETRY";
    public const string BadCoordinates = "BAD_COORDINATES";
    public const string CoordinatesOutOfRange = "COORDINATES_OUT_OF_RANGE";

    /// <summary>Exactly (0, 0), where positions that were never set end up.</summary>
    public const string NullIsland = "NULL_ISLAND";
    public const string UnclosedRing = "UNCLOSED_RING";
    public const string ShortRing = "SHORT_RING";
    public const string TooManyVertices = "TOO_MANY_VERTICES";

    /// <summary>Less than a square metre.</summary>
    public const string ZeroArea = "ZERO_AREA";

    /// <summary>Wider than <see cref="Limits.PlaceExtentM"/>.</summary>
    public const string TooWide = "TOO_WIDE";
    public const string CrossesAntimeridian = "CROSSES_ANTIMERIDIAN";
    public const string SelfCrossing = "SELF_CROSSING";

    /// <summary>A hole outside its shell, or rings that lie in one another.</summary>
    public const string MisplacedRings = "MISPLACED_RINGS";
}
