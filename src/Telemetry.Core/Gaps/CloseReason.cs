namespace Telemetry.Core.Gaps;

/// <summary>Why a gap ended. The values are the contract's.</summary>
public enum CloseReason : byte
{
    /// <summary>A visit's dwell was reached.</summary>
    Visited = 1,

    /// <summary>The duty window ended.</summary>
    DutyEnded = 2,

    /// <summary>The silent device reported again.</summary>
    Reported = 3,

    /// <summary>A new plan version asks something else, or nothing, of this place or device.</summary>
    PlanChanged = 4,

    /// <summary>Enough of the place has been seen again.</summary>
    Covered = 5,

    /// <summary>Enough devices are inside again.</summary>
    Manned = 6,

    /// <summary>A usable fix came.</summary>
    Usable = 7,

    /// <summary>The device is back within the fence.</summary>
    Returned = 8,

    /// <summary>The battery is well above the limit again.</summary>
    Charged = 9,

    /// <summary>The breaching device fell silent: what it did after that is not known.</summary>
    Silenced = 10,

    /// <summary>A shift or slot that had ended has become final.</summary>
    Settled = 11,
}
