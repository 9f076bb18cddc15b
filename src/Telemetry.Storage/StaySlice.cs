using System.Buffers;
using Telemetry.Core.Visits;

namespace Telemetry.Storage;

/// <summary>
/// Presences that began within a stretch of time, by place and then by start. Its memory is lent: dispose it after use.
/// </summary>
public sealed class StaySlice : IDisposable
{
    private readonly int[] _firsts;
    private Stay[] _stays;

    private StaySlice(Stay[] stays, int[] firsts) => (_stays, _firsts) = (stays, firsts);

    public ReadOnlySpan<Stay> Of(int place) => _stays.AsSpan(_firsts[place].._firsts[place + 1]);

    public void Dispose()
    {
        ArrayPool<Stay>.Shared.Return(_stays);
        _stays = [];
    }

    /// <param name="placeOf">The place of each stay.</param>
    internal static StaySlice Sorted(ReadOnlySpan<Stay> stays, ReadOnlySpan<int> placeOf, int places)
    {
        var firsts = new int[places + 1];
        foreach (var place in placeOf)
            firsts[place + 1]++;
        for (var place = 0; place < places; place++)
            firsts[place + 1] += firsts[place];

        var sorted = ArrayPool<Stay>.Shared.Rent(stays.Length);
        var next = firsts.AsSpan(0, places).ToArray();
        for (var i = 0; i < stays.Length; i++)
            sorted[next[placeOf[i]]++] = stays[i];
        for (var place = 0; place < places; place++)
            SortByStart(sorted.AsSpan(firsts[place]..firsts[place + 1]));
        return new StaySlice(sorted, firsts);
    }

    /// <summary>They are written down as they end, so they come nearly in order: each moves a little.</summary>
    private static void SortByStart(Span<Stay> stays)
    {
        const int Few = 64;
        if (stays.Length > Few)
        {
            stays.Sort(static (a, b) => a.StartUs.CompareTo(b.StartUs));
            return;
        }

        for (var i = 1; i < stays.Length; i++)
        {
            var stay = stays[i];
            var at = i;
            for (; at > 0 && stays[at - 1].StartUs > stay.StartUs; at--)
                stays[at] = stays[at - 1];
            stays[at] = stay;
        }
    }
}
