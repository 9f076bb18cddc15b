namespace Telemetry.Core.Tracks;

/// <summary>Why a stored report is not used for presence. The values are the contract's.</summary>
public enum UnusedReason : byte
{
    /// <summary>Its accuracy is worse than its kind's limit.</summary>
    Inaccurate = 1,

    /// <summary>The receiver is stuck: the position of the report before, while the device says it moves.</summary>
    Stuck = 2,

    /// <summary>Farther off than its kind can go, and the next fix did not confirm it.</summary>
    Jump = 3,

    /// <summary>It came after its moment had become final.</summary>
    Late = 4,

    /// <summary>As far off as a jump; no fix has come yet that could confirm it.</summary>
    Unconfirmed = 5,
}
