using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Cover;

/// <summary>A device was silent, and could have seen ground of a place without anybody knowing.</summary>
/// <param name="UntilUs">Null: it can still be there at the end of the window.</param>
public readonly record struct UnseenNear(string DeviceId, DeviceKind Kind, long FromUs, long? UntilUs);

/// <summary>
/// Finds the silences in which a device could have come near enough to a place to see some of it: by the space-time
/// prism, against a circle around the place.
/// </summary>
/// <param name="window">Both ends included.</param>
/// <param name="roster">Says when devices are expected that ended their duty; of others nothing is.</param>
public sealed class UnseenSearch(
    Place place, CoverRule rule, TimeRange window, IReadOnlyDictionary<string, RosterEntry> roster)
{
    private readonly CellPlane _plane = CellPlane.Of(place.Shape);
    private readonly Dictionary<double, PlaceDistance> _grounds = [];
    private readonly Dictionary<string, UnseenNear> _found = [];

    /// <summary>The last silence of each, latest first.</summary>
    public IReadOnlyList<UnseenNear> Found =>
    [
        .. _found.Values.OrderByDescending(unseen => unseen.UntilUs ?? long.MaxValue)
            .ThenBy(unseen => unseen.DeviceId, StringComparer.Ordinal),
    ];

    /// <summary>The newest used fix of a device: if it is old enough, its silence lasts.</summary>
    internal void AddLast(string deviceId, in Fix last, KindSettings settings)
    {
        if (window.EndUs - last.TimeUs > TimeUs.Of(settings.SilenceAfter) || last.IsOffDuty)
            Add(deviceId, last, null, settings);
    }

    /// <summary>Silences of a device are given by time.</summary>
    internal void Add(string deviceId, in Fix from, Fix? to, KindSettings settings)
    {
        if (!rule.Accepts(from.Kind) || from.TimeUs >= window.EndUs || to?.TimeUs <= window.StartUs)
            return;
        var duty = roster.GetValueOrDefault(deviceId)?.Duty;
        if (from.IsOffDuty && duty is null)
            return;
        var chance = new Prism(from, to, settings.TopSpeedMps).At(GroundOf(from.Kind, settings), window);
        if (chance is not { } when)
            return;
        if (from.IsOffDuty)
            when = when with { StartUs = Math.Max(when.StartUs, duty!.WindowAt(from.TimeUs)?.EndUs ?? from.TimeUs) };
        foreach (var span in (duty ?? DutySchedule.Always).WindowsBetween(when))
        {
            var onDuty = span.Intersect(when);
            if (!onDuty.IsEmpty)
            {
                _found[deviceId] = new UnseenNear(
                    deviceId, from.Kind, onDuty.StartUs, onDuty.EndUs < window.EndUs ? onDuty.EndUs : null);
            }
        }
    }

    /// <summary>How near is near enough.</summary>
    private PlaceDistance GroundOf(DeviceKind kind, KindSettings settings)
    {
        // Nobody knows where a camera looked that was not heard of.
        var reachM = kind == DeviceKind.Drone ? Math.Max(settings.ReachM, Footprint.FarthestM) : settings.ReachM;
        if (!_grounds.TryGetValue(reachM, out var ground))
            _grounds.Add(reachM, ground = new PlaceDistance(_plane.Circle(reachM)));
        return ground;
    }
}
