using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>Something demanded of a place, inside duty windows.</summary>
/// <param name="Id">Unique at its place.</param>
/// <param name="Eligible">Whose presence counts.</param>
public abstract record PlaceRule(string Id, DeviceKinds Eligible, DutySchedule Duty)
{
    public bool Accepts(DeviceKind kind) => Eligible.Contains(kind);
}

/// <summary>A rule that looks at visits, and so says what one is.</summary>
public abstract record VisitRule(string Id, VisitDemand Visit, DeviceKinds Eligible, DutySchedule Duty)
    : PlaceRule(Id, Eligible, Duty);

/// <summary>A visit at least every <paramref name="MaxInterval"/>.</summary>
public sealed record OverdueRule(
    string Id, TimeSpan MaxInterval, VisitDemand Visit, DeviceKinds Eligible, DutySchedule Duty)
    : VisitRule(Id, Visit, Eligible, Duty);

/// <summary>So much patrol in each duty window; zero asks nothing.</summary>
/// <param name="MinPatrol">Time attended by at least one device.</param>
/// <param name="MinOfficer">Time attended, summed over devices.</param>
/// <param name="Duty">Has windows: what lasts for ever cannot be judged at its end.</param>
public sealed record DoseRule(
    string Id,
    int MinVisits,
    TimeSpan MinPatrol,
    TimeSpan MinOfficer,
    VisitDemand Visit,
    DeviceKinds Eligible,
    DutySchedule Duty)
    : VisitRule(Id, Visit, Eligible, Duty);

/// <summary>
/// At least <paramref name="MinFraction"/> of the place's cells were within reach of a device in the last
/// <paramref name="Interval"/>.
/// </summary>
/// <param name="MinFraction">Above 0, at most 1.</param>
/// <param name="CellM">Side of a cell in metres.</param>
public sealed record CoverRule(
    string Id, double MinFraction, TimeSpan Interval, double CellM, DeviceKinds Eligible, DutySchedule Duty)
    : PlaceRule(Id, Eligible, Duty);

/// <summary>
/// So many devices there at once, with at most <paramref name="Grace"/> of fewer.
/// </summary>
public sealed record StrengthRule(string Id, int MinDevices, TimeSpan Grace, DeviceKinds Eligible, DutySchedule Duty)
    : PlaceRule(Id, Eligible, Duty);

/// <summary>
/// A check-in: a visit in each slot. Slots begin every <paramref name="Every"/> from the start of a duty window on and
/// last <paramref name="Length"/>.
/// </summary>
/// <param name="Duty">Has windows, for slots are counted from their start.</param>
public sealed record SlotRule(
    string Id, TimeSpan Every, TimeSpan Length, VisitDemand Visit, DeviceKinds Eligible, DutySchedule Duty)
    : VisitRule(Id, Visit, Eligible, Duty);

public enum FenceKind : byte
{
    KeepIn = 1,
    KeepOut = 2,

    /// <summary>Over its ground no higher than so much.</summary>
    Ceiling = 3,
}

/// <summary>Where devices must stay, or must not be.</summary>
/// <param name="Id">The fence's own.</param>
/// <param name="CeilingM">Metres above ground; only of a ceiling.</param>
/// <param name="Unit">Binds the devices that the roster lists in this unit; null: those of every unit.</param>
public sealed record FenceRule(
    string Id, FenceKind Kind, double? CeilingM, string? Unit, DeviceKinds Eligible, DutySchedule Duty)
    : PlaceRule(Id, Eligible, Duty);
