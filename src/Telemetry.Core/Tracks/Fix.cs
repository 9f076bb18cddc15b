using Telemetry.Core.Geo;

namespace Telemetry.Core.Tracks;

/// <summary>What the engine keeps of a report: where, when, as what the device went, what it said of itself.</summary>
public readonly record struct Fix(long TimeUs, GeoPoint Position, DeviceKind Kind, DeviceStatus Status)
{
    // Thousands are kept of each device: not-a-number is half the size of a nullable, and without references a copy is
    // plain memory that no collector looks at.
    private readonly float _accuracyM = float.NaN;
    private readonly float _heightM = float.NaN;
    private readonly float _batteryPercent = float.NaN;
    private readonly float _pitchDeg = float.NaN;
    private readonly float _yawDeg = float.NaN;
    private readonly float _horizontalFovDeg = float.NaN;
    private readonly float _verticalFovDeg = float.NaN;

    public bool IsOffDuty => Status == DeviceStatus.OffDuty;

    /// <summary>Horizontal, one standard deviation.</summary>
    public float? AccuracyM
    {
        get => Known(_accuracyM);
        init => _accuracyM = value ?? float.NaN;
    }

    /// <summary>Above the ground or the take-off point.</summary>
    public float? HeightM
    {
        get => Known(_heightM);
        init => _heightM = value ?? float.NaN;
    }

    public float? BatteryPercent
    {
        get => Known(_batteryPercent);
        init => _batteryPercent = value ?? float.NaN;
    }

    /// <summary>Its speed was at least <see cref="FixFilter.MovingMps"/>.</summary>
    public bool SaysItMoves { get; init; }

    public bool HasCamera { get; private init; }

    public CameraPose? Camera
    {
        get => HasCamera
            ? new(Known(_pitchDeg), Known(_yawDeg), Known(_horizontalFovDeg), Known(_verticalFovDeg))
            : null;
        init
        {
            HasCamera = value is not null;
            _pitchDeg = value?.PitchDeg ?? float.NaN;
            _yawDeg = value?.YawDeg ?? float.NaN;
            _horizontalFovDeg = value?.HorizontalFovDeg ?? float.NaN;
            _verticalFovDeg = value?.VerticalFovDeg ?? float.NaN;
        }
    }

    public static Fix Of(in Report report, DeviceKind kind) =>
        new(report.FixTimeUs, report.Position, kind, report.Status)
        {
            AccuracyM = report.AccuracyM,
            HeightM = report.HeightM,
            BatteryPercent = report.BatteryPercent,
            SaysItMoves = report.SpeedMps >= FixFilter.MovingMps,
            Camera = report.Camera,
        };

    private static float? Known(float value) => float.IsNaN(value) ? null : value;
}
