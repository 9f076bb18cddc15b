namespace Telemetry.Core.Plans;

public enum DroneMode : byte
{
    /// <summary>A drone is where it flies.</summary>
    Flight = 0,

    /// <summary>A drone is at every place that the footprint of its camera touches.</summary>
    Camera = 1,
}

/// <summary>How drones are present at a place.</summary>
/// <param name="MaxHeightM">Higher drones are not there; null: at any height.</param>
public readonly record struct DronePresence(DroneMode Mode, double? MaxHeightM);
