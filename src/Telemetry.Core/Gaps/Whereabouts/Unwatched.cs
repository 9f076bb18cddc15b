using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps.Whereabouts;

/// <summary>A stretch of time in which nobody saw a device.</summary>
/// <param name="Silence">Null unless it lies between two fixes.</param>
internal readonly record struct Unwatched(DeviceTrack Device, UnwatchedPart Part, ClosedSilence? Silence)
{
    /// <summary>The last fix before it; null when there was none.</summary>
    public Fix? From => Part switch
    {
        UnwatchedPart.Between => Silence!.Silence.From,
        UnwatchedPart.SinceLast => Device.Last,
        _ => null,
    };

    /// <summary>The first fix after it; null when there is none.</summary>
    public Fix? To => Part switch
    {
        UnwatchedPart.Between => Silence!.Silence.To,
        UnwatchedPart.BeforeFirst => Device.First,
        _ => null,
    };
}

/// <summary>Which part of a device's track nobody saw.</summary>
internal enum UnwatchedPart
{
    /// <summary>It has no fix at all.</summary>
    Always,

    BeforeFirst,
    Between,
    SinceLast,
}
