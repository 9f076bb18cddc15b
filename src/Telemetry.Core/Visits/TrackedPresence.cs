using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>A presence while it can still grow or be taken back by late reports.</summary>
internal sealed class TrackedPresence(PlaceTimeline timeline, DeviceTrack device, DeviceKind kind, long startUs, long endUs)
{
    public PlaceTimeline Timeline { get; } = timeline;

    public DeviceTrack Device { get; } = device;

    public DeviceKind Kind { get; } = kind;

    public long StartUs { get; } = startUs;

    public long EndUs
    {
        get;
        set
        {
            field = LatestUs = value;
            Timeline.NoteLength(this);
        }
    } = endUs;

    /// <summary>The fix before it was entered; the start where that is known exactly.</summary>
    public long EarliestUs { get; set; } = startUs;

    /// <summary>The fix after it was left; the end where that is known exactly.</summary>
    public long LatestUs { get; set; } = endUs;

    /// <summary>What the ledger holds of it; null when nothing.</summary>
    public Presence? Written { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>In the journal of changes since the last commit.</summary>
    public bool IsJournaled { get; set; }

    public Presence ToPresence() => new(Timeline.PlaceId, Device.Id, Kind, StartUs, EndUs);
}
