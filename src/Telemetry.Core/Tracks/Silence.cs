using System.Runtime.InteropServices;

namespace Telemetry.Core.Tracks;

/// <summary>
/// The time between two consecutive fixes in which there is no leg: they are further apart than the kind's
/// <c>silence_after</c> (whereabouts unknown), the first one ended the device's duty, or the second one is a confirmed
/// jump.
/// </summary>
public readonly record struct Silence(Fix From, Fix To);

internal static class Silences
{
    /// <summary>
    /// Puts others in the place of those between two moments; returns from the first change to the last, null when
    /// nothing changed.
    /// </summary>
    public static TimeRange? Replace(List<Silence> all, long fromUs, long toUs, List<Silence> others)
    {
        var first = all.Count;
        while (first > 0 && all[first - 1].From.TimeUs >= fromUs)
            first--;
        var count = 0;
        while (first + count < all.Count && all[first + count].To.TimeUs <= toUs)
            count++;
        var old = CollectionsMarshal.AsSpan(all).Slice(first, count);
        var same = old.CommonPrefixLength(CollectionsMarshal.AsSpan(others));
        if (same == old.Length && same == others.Count)
            return null;
        var change = new TimeRange(
            Math.Min(FromUs(old, same), FromUs(CollectionsMarshal.AsSpan(others), same)),
            Math.Max(
                old.IsEmpty ? long.MinValue : old[^1].To.TimeUs,
                others.Count == 0 ? long.MinValue : others[^1].To.TimeUs));
        all.RemoveRange(first, count);
        all.InsertRange(first, others);
        return change;

        static long FromUs(ReadOnlySpan<Silence> silences, int index) =>
            index < silences.Length ? silences[index].From.TimeUs : long.MaxValue;
    }
}
