namespace Telemetry.Core.Cover;

/// <summary>A cell is within sight from one fraction of a leg's way to another, both included.</summary>
internal readonly record struct CellSight(int Cell, double Enter, double Exit)
{
    public long FirstUs(long fromUs, long durationUs) => fromUs + (long)Math.Round(Enter * durationUs);

    public long LastUs(long fromUs, long durationUs) => fromUs + (long)Math.Round(Exit * durationUs);
}

/// <summary>What one leg sees, each cell once. A buffer to use again; not for two threads at once.</summary>
internal sealed class CellSights
{
    private CellSight[] _sights = new CellSight[64];

    public int Count { get; private set; }

    /// <summary>Valid until the buffer is used again.</summary>
    public ReadOnlySpan<CellSight> Span => _sights.AsSpan(0, Count);

    public void Clear() => Count = 0;

    public void Add(int cell, double enter, double exit)
    {
        var sights = _sights;
        var count = Count;
        if (count >= sights.Length)
            Array.Resize(ref sights, 2 * count);
        sights[count] = new CellSight(cell, enter, exit);
        (_sights, Count) = (sights, count + 1);
    }
}
