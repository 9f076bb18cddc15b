namespace Telemetry.Core.Cover;

/// <summary>From when to when sightings were added, or taken away; each span is empty when there were none.</summary>
internal readonly record struct CoverChange(TimeRange Added, TimeRange Removed)
{
    private static readonly TimeRange Nothing = new(long.MaxValue, long.MinValue);

    public static readonly CoverChange None = new(Nothing, Nothing);

    public long FromUs => Math.Min(Added.StartUs, Removed.StartUs);

    public long ToUs => Math.Max(Added.EndUs, Removed.EndUs);

    public CoverChange WithAdded(long fromUs, long toUs) => this with { Added = Join(Added, fromUs, toUs) };

    public CoverChange WithRemoved(long fromUs, long toUs) => this with { Removed = Join(Removed, fromUs, toUs) };

    private static TimeRange Join(TimeRange range, long fromUs, long toUs) =>
        new(Math.Min(range.StartUs, fromUs), Math.Max(range.EndUs, toUs));
}
