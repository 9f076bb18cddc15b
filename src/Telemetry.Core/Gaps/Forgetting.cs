using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Gaps;

/// <summary>
/// Lets go of what cannot change any more, so that memory grows with places and devices and not with history.
/// </summary>
internal static class Forgetting
{
    public static void Run(
        PlanTransition transition, IReadOnlyCollection<DeviceTrack> devices, Absences absences, long horizonUs)
    {
        // Silences that bear on a gap still told about are its evidence.
        var silencesUs = horizonUs;
        foreach (var monitor in transition.Monitors)
        {
            monitor.Forget(horizonUs);
            foreach (var entry in monitor.Book.Entries)
                silencesUs = Math.Min(silencesUs, entry.Gap.IdleFromUs);
        }

        foreach (var timeline in transition.Timelines.ToList())
        {
            var neededUs = timeline.Monitors.Select(monitor => monitor.NeedsPresencesFromUs(horizonUs))
                .DefaultIfEmpty(horizonUs).Min();
            foreach (var presence in timeline.Forget(neededUs))
                presence.Device.Presences.Remove(presence);
            timeline.Monitors.RemoveAll(monitor => IsOver(monitor, horizonUs));
        }

        transition.Forget(horizonUs);
        absences.Forget(silencesUs);
        foreach (var device in devices)
        {
            device.Silences.RemoveAll(silence => silence.To.TimeUs < silencesUs);
            device.HeardPauses.RemoveAll(pause => pause.To.TimeUs < silencesUs);
            device.Turns.Forget(silencesUs);
            device.Degraded.Forget(silencesUs);
            device.LowBattery.Forget(silencesUs);
            device.Monitors.RemoveAll(monitor => IsOver(monitor, horizonUs));
            device.Fences.RemoveAll(monitor => IsOver(monitor, horizonUs));
            if (device.LastHeardUs < horizonUs)
                device.Recent.Clear();
            device.Trail?.Forget(horizonUs);
            var waypoint = device.Waypoints.FindLastIndex(us => us < horizonUs);
            if (waypoint > 0)
                device.Waypoints.RemoveRange(0, waypoint);
        }
    }

    public static bool IsOver(RuleMonitor monitor, long horizonUs) =>
        monitor.InForce.EndUs < horizonUs && monitor.Book.Entries.Count == 0;
}
