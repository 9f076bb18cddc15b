namespace Telemetry.Core.Tracks;

/// <summary>A fix that is used for presence.</summary>
/// <param name="isConfirmed">It was a jump that the next fix confirmed: how the device got here is not known.</param>
internal readonly struct UsedFix(in Fix fix, bool isConfirmed)
{
    public readonly Fix Fix = fix;
    public readonly bool IsConfirmed = isConfirmed;
}
