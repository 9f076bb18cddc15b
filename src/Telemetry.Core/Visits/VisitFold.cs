using System.Collections.Immutable;

namespace Telemetry.Core.Visits;

/// <summary>An attendance that reached its dwell, at <paramref name="ReachedUs"/>.</summary>
/// <param name="Devices">Who was there, by first arrival.</param>
public readonly record struct Visit(long StartUs, long ReachedUs, long EndUs, ImmutableArray<string> Devices);

/// <summary>
/// Joins the presences of one place, given by start, into visits; those of kinds that do not count are passed over.
/// </summary>
public sealed class VisitFold(CoverageDemand demand)
{
    private readonly List<string> _devices = [];
    private AttendanceFold _fold = new(demand.Visit);

    /// <summary>The visit that ended before this presence, if one did.</summary>
    public Visit? Add(in Presence presence)
    {
        if (!demand.Eligible.Contains(presence.Kind))
            return null;
        var ended = _fold.Add(presence.StartUs, presence.EndUs);
        var visit = ended is null ? null : Take(ended);
        if (!_devices.Contains(presence.DeviceId))
            _devices.Add(presence.DeviceId);
        return visit;
    }

    /// <summary>The visit still under way, if there is one.</summary>
    public Visit? End() => Take(_fold.End());

    private Visit? Take(Attendance? attendance)
    {
        Visit? visit = attendance is { ReachedUs: { } reachedUs } reached
            ? new Visit(reached.StartUs, reachedUs, reached.EndUs, [.. _devices])
            : null;
        _devices.Clear();
        return visit;
    }
}
