using Patrol.Telemetry.V1;
using Telemetry.Storage;

namespace Telemetry.Server.Reporting;

/// <summary>What a report tells.</summary>
/// <param name="Gaps">The longest of places, and of devices when no area is chosen; by start.</param>
/// <param name="Silences">Likewise.</param>
/// <param name="Intervals">Idleness between visits, in seconds.</param>
internal sealed record ReportFacts(
    QueryCoverageResponse Coverage,
    IReadOnlyDictionary<Core.Gaps.GapKind, KindTally> Kinds,
    IReadOnlyList<GapRow> Gaps,
    IReadOnlyList<GapRow> Silences,
    int SilenceCount,
    IReadOnlyList<double> Intervals,
    IReadOnlyList<TimelineRow> Timeline,
    int DeviceCount,
    LocalNames Names);

/// <summary>Gaps of one kind.</summary>
internal readonly record struct KindTally(int Confirmed, int Unverified, TimeSpan Within)
{
    public KindTally With(Core.Gaps.Gap gap, TimeSpan within) => gap.Certainty == Core.Gaps.Certainty.Confirmed
        ? new(Confirmed + 1, Unverified, Within + within)
        : new(Confirmed, Unverified + 1, Within + within);
}

/// <summary>One device's time: slots in which it was at a place, and in which it was silent.</summary>
internal sealed class TimelineRow(string unit, string device)
{
    public string Unit { get; } = unit;

    public string Device { get; } = device;

    public bool[] Present { get; } = new bool[ReportLimits.TimelineSlots];

    public bool[] Silent { get; } = new bool[ReportLimits.TimelineSlots];

    public bool IsEmpty => !Present.AsSpan().Contains(true) && !Silent.AsSpan().Contains(true);
}
