namespace Telemetry.Core.Visits;

/// <summary>Joins what consecutive legs spend inside places into stays. A buffer to use again and again.</summary>
internal sealed class StayFold
{
    private readonly List<int> _goingOn = [];

    /// <summary>By place they are in order of time.</summary>
    public List<LegPresence> Stays { get; } = [];

    public void Clear()
    {
        Stays.Clear();
        _goingOn.Clear();
    }

    /// <summary>Takes the next leg: what it spends inside, and when it ends.</summary>
    public void Add(ReadOnlySpan<LegPresence> pieces, long endUs)
    {
        foreach (ref readonly var piece in pieces)
            Add(piece);
        for (var i = _goingOn.Count - 1; i >= 0; i--)
        {
            if (Stays[_goingOn[i]].EndUs != endUs)
                _goingOn.RemoveAt(i);
        }
    }

    private void Add(in LegPresence piece)
    {
        foreach (var at in _goingOn)
        {
            if (!Stays[at].IsGoneOnBy(piece))
                continue;
            Stays[at] = Stays[at].With(piece);
            return;
        }

        _goingOn.Add(Stays.Count);
        Stays.Add(piece);
    }
}
