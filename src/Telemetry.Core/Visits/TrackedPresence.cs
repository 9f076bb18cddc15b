using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>A presence while it can still grow or be taken back by late reports.</summary>
internal sealed class TrackedPresence(DeviceTrack device, in LegPresence stay)
{
    public PlaceTimeline Timeline { get; } = stay.Timeline;

    public DeviceTrack Device { get; } = device;

    public DeviceKind Kind => Device.Kind;

    public long StartUs { get; } = stay.StartUs;

    public long EndUs { get; private set; } = stay.EndUs;

    /// <summary>The fix before it was entered; the start where that is known exactly.</summary>
    public long EarliestUs { get; private set; } = stay.EarliestUs;

    /// <summary>The fix after it was left; the end where that is known exactly.</summary>
    public long LatestUs { get; private set; } = stay.LatestUs;

    /// <summary>What the ledger holds of it; null when nothing.</summary>
    public Presence? Written { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>In the journal of changes since the last commit.</summary>
    public bool IsJournaled { get; set; }

    public LegPresence Stay => new(Timeline, StartUs, EndUs, EarliestUs, LatestUs);

    /// <summary>It goes on where it ended.</summary>
    public void GoOn(in LegPresence piece)
    {
        (EndUs, LatestUs) = (piece.EndUs, piece.LatestUs);
        Timeline.NoteLength(this);
    }

    /// <summary>It reads otherwise now; only its start stays.</summary>
    public void Become(in LegPresence stay)
    {
        (EndUs, EarliestUs, LatestUs) = (stay.EndUs, stay.EarliestUs, stay.LatestUs);
        Timeline.NoteLength(this);
    }

    public Presence ToPresence() => new(Timeline.PlaceId, Device.Id, Kind, StartUs, EndUs, EarliestUs, LatestUs);
}
