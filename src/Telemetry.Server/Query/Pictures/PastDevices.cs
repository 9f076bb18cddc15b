using Patrol.Telemetry.V1;
using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Live;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query.Pictures;

/// <summary>The devices of a past moment in the contract's words, and which of them have changed since the one before.
/// </summary>
internal sealed class PastDevices(Exercise exercise, PastFleet fleet)
{
    private readonly Dictionary<string, PastPlace?> _shown = [];

    /// <summary>Those that are not as they were at the moment before, by id.</summary>
    public IReadOnlyList<DeviceState> ChangedAt(long us)
    {
        var changed = new SortedDictionary<string, DeviceState>(StringComparer.Ordinal);
        foreach (var track in fleet.Tracks)
        {
            var id = track.Identity.Id;
            if (track.At(us) is not { } place || (_shown.TryGetValue(id, out var before) && before == place))
                continue;
            _shown[id] = place;
            changed[id] = ToMessage(track.Identity, place);
        }

        foreach (var id in exercise.Plan.Plan.Roster.Keys)
        {
            if (_shown.TryAdd(id, null))
                changed[id] = new DeviceState
                {
                    Device = exercise.ToMessage(id, identity: null, state: null),
                    Whereabouts = Whereabouts.Unheard,
                };
        }

        return [.. changed.Values];
    }

    private DeviceState ToMessage(DeviceIdentity identity, in PastPlace place)
    {
        var state = new DeviceState
        {
            Device = exercise.ToMessage(identity.Id, identity, new FleetState(identity, place.Newest, ReportCount: 0)),
            Whereabouts = (Whereabouts)place.Standing,
        };
        if (place.Position is { } position)
            state.Position = new GeoPoint
            {
                LatitudeDeg = position.LatitudeDeg,
                LongitudeDeg = position.LongitudeDeg,
            };
        if (place.HeadingDeg is { } headingDeg)
            state.HeadingDeg = headingDeg;
        return state;
    }
}
