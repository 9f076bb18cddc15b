namespace Telemetry.Core.Gaps;

/// <summary>Which rule was not met. The values are the contract's.</summary>
public enum GapKind : byte
{
    /// <summary>A place's idleness reached the longest interval allowed.</summary>
    Overdue = 1,

    /// <summary>A rostered device did not report.</summary>
    Silent = 2,

    /// <summary>A shift ended with fewer visits or attended minutes than asked.</summary>
    Underdosed = 3,

    /// <summary>Too little of a place was seen within the interval.</summary>
    Uncovered = 4,

    /// <summary>Fewer devices than asked were inside at once for longer than the grace.</summary>
    Understrength = 5,

    /// <summary>A check-in slot ended unvisited.</summary>
    MissedSlot = 6,

    /// <summary>A device's fixes were unusable for longer than the grace.</summary>
    Degraded = 7,

    /// <summary>A device was inside a keep-out, outside its keep-in, or above a ceiling.</summary>
    Breach = 8,

    /// <summary>A device's battery was below its kind's limit.</summary>
    LowBattery = 9,
}

public static class GapKinds
{
    /// <summary>The subject is a device; of the other kinds it is a place or an area.</summary>
    public static bool IsOfDevice(this GapKind kind) =>
        kind is GapKind.Silent or GapKind.Degraded or GapKind.Breach or GapKind.LowBattery;
}
