namespace Telemetry.Core.Visits;

/// <summary>Remembers which presences differ from what the ledger holds.</summary>
internal sealed class PresenceJournal
{
    private readonly List<TrackedPresence> _touched = [];
    private readonly List<Presence> _orphans = [];

    public void Note(TrackedPresence presence)
    {
        if (presence.IsJournaled)
            return;
        presence.IsJournaled = true;
        _touched.Add(presence);
    }

    /// <summary>The ledger holds a presence at a place that no plan knows at that time any more.</summary>
    public void NoteOrphan(in Presence written) => _orphans.Add(written);

    /// <summary>
    /// What the ledger holds and is not so any more, and what it does not hold yet, also where that may still grow.
    /// </summary>
    public (List<Presence> Removed, List<Presence> Added) Peek()
    {
        var (removed, added) = (new List<Presence>(_orphans), new List<Presence>());
        foreach (var presence in _touched)
        {
            Presence? now = presence.IsRemoved ? null : presence.ToPresence();
            if (presence.Written == now)
                continue;
            if (presence.Written is { } old)
                removed.Add(old);
            if (now is { } current)
                added.Add(current);
        }

        return (removed, added);
    }

    /// <summary>
    /// What to take out of the ledger and what to put in. Presences that may still grow stay out of it.
    /// </summary>
    public (List<Presence> Removed, List<Presence> Added) Take()
    {
        var removed = new List<Presence>(_orphans);
        _orphans.Clear();
        var added = new List<Presence>();
        var waiting = new List<TrackedPresence>();
        foreach (var presence in _touched)
        {
            var mayGrow = !presence.IsRemoved && presence.Device.Inside.Contains(presence);
            Presence? wanted = presence.IsRemoved || mayGrow ? null : presence.ToPresence();
            if (mayGrow)
                waiting.Add(presence);
            else
                presence.IsJournaled = false;
            if (presence.Written == wanted)
                continue;
            if (presence.Written is { } old)
                removed.Add(old);
            if (wanted is { } now)
                added.Add(now);
            presence.Written = wanted;
        }

        _touched.Clear();
        _touched.AddRange(waiting);
        return (removed, added);
    }
}
