using Telemetry.Core.Geo;

namespace Telemetry.Core.Tracks;

/// <summary>
/// One observation by one device at one fix time. Already checked at the edge: finite, in range, WGS-84.
/// What was not measured is null, never zero.
/// </summary>
public readonly record struct Report
{
    public required long FixTimeUs { get; init; }

    /// <summary>When the server took it in. Coverage never looks at this.</summary>
    public long ReceiveTimeUs { get; init; }

    public required GeoPoint Position { get; init; }

    /// <summary>Above mean sea level.</summary>
    public float? AltitudeM { get; init; }

    /// <summary>Above the ground or the take-off point.</summary>
    public float? HeightM { get; init; }

    public float? SpeedMps { get; init; }

    /// <summary>Course over ground, 0…360 clockwise from true north.</summary>
    public float? HeadingDeg { get; init; }

    /// <summary>Horizontal, one standard deviation.</summary>
    public float? AccuracyM { get; init; }

    public float? BatteryPercent { get; init; }

    public DeviceStatus Status { get; init; }

    public CameraPose? Camera { get; init; }

    /// <summary>Came in after its moment had become final: kept, but it changes no gap.</summary>
    public bool TooLate { get; init; }
}
