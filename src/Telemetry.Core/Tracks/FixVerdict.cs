namespace Telemetry.Core.Tracks;

/// <summary>What is decided of a fix.</summary>
internal enum FixVerdict : byte
{
    /// <summary>Used, and nothing before it waits: deciding can begin anew here.</summary>
    Used = 0,

    /// <summary>Used since the next one confirmed it; how the device got here is not known.</summary>
    Confirmed = 1,

    /// <summary>Farther off than can be; the next fix decides.</summary>
    Waiting = 2,

    Inaccurate = 3,
    Stuck = 4,
    Jump = 5,
}

internal static class FixVerdicts
{
    public static bool IsUsed(this FixVerdict verdict) => verdict <= FixVerdict.Confirmed;

    /// <summary>Null when it is used.</summary>
    public static UnusedReason? Reason(this FixVerdict verdict) => verdict switch
    {
        FixVerdict.Inaccurate => UnusedReason.Inaccurate,
        FixVerdict.Stuck => UnusedReason.Stuck,
        FixVerdict.Jump => UnusedReason.Jump,
        FixVerdict.Waiting => UnusedReason.Unconfirmed,
        _ => null,
    };
}
