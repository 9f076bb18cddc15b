using System.Collections.Immutable;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>
/// A visit of at least <paramref name="MinDwell"/> at least every <paramref name="MaxInterval"/>, inside duty windows.
/// </summary>
/// <param name="Id">Unique at its place.</param>
/// <param name="EligibleKinds">Whose visits count, sorted; empty means every kind.</param>
public sealed record OverdueRule(
    string Id,
    TimeSpan MaxInterval,
    TimeSpan MinDwell,
    TimeSpan MergeGap,
    ImmutableArray<DeviceKind> EligibleKinds,
    DutySchedule Duty)
{
    public bool Accepts(DeviceKind kind) => EligibleKinds.IsEmpty || EligibleKinds.Contains(kind);

    public bool Equals(OverdueRule? other) =>
        other is not null && Id == other.Id && MaxInterval == other.MaxInterval && MinDwell == other.MinDwell
        && MergeGap == other.MergeGap && Duty.Equals(other.Duty) && EligibleKinds.SequenceEqual(other.EligibleKinds);

    public override int GetHashCode() => HashCode.Combine(Id, MaxInterval, MinDwell, MergeGap, Duty);
}
