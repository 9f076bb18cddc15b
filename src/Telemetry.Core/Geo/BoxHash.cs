namespace Telemetry.Core.Geo;

/// <summary>
/// Things of any size in boxes, found by where they are. Each lies in the at most four tiles that it meets of the level
/// whose tiles are just as large as it, so that neither adding nor looking depends on how many there are elsewhere.
/// </summary>
internal sealed class BoxHash<T>
    where T : class
{
    private const double FinestDeg = 1 / 512.0;
    private const int Levels = 19;

    private readonly Dictionary<(int X, int Y), List<Entry>>?[] _levels =
        new Dictionary<(int X, int Y), List<Entry>>?[Levels];

    public int Count { get; private set; }

    /// <param name="untilUs">Who asks for what lasts longer than this does not find it.</param>
    public void Add(in Box box, long untilUs, T item)
    {
        var level = LevelOf(box);
        var tiles = _levels[level] ??= [];
        var range = new TileSpan(box, SizeOf(level));
        for (var y = range.FirstY; y <= range.LastY; y++)
        {
            for (var x = range.FirstX; x <= range.LastX; x++)
            {
                if (!tiles.TryGetValue((x, y), out var entries))
                    tiles.Add((x, y), entries = []);
                var at = entries.Count;
                while (at > 0 && entries[at - 1].UntilUs > untilUs)
                    at--;
                entries.Insert(at, new Entry(box, untilUs, item));
            }
        }

        Count++;
    }

    /// <summary>Takes out what was added just so.</summary>
    public void Remove(in Box box, long untilUs, T item)
    {
        var level = LevelOf(box);
        var range = new TileSpan(box, SizeOf(level));
        var entry = new Entry(box, untilUs, item);
        for (var y = range.FirstY; y <= range.LastY; y++)
        {
            for (var x = range.FirstX; x <= range.LastX; x++)
            {
                var entries = _levels[level]![(x, y)];
                var at = FirstAfter(entries, untilUs - 1);
                while (!entries[at].Equals(entry))
                    at++;
                entries.RemoveAt(at);
                if (entries.Count == 0)
                    _levels[level]!.Remove((x, y));
            }
        }

        Count--;
    }

    /// <summary>Adds all that meet a box and last longer than this; what was added twice is found twice.</summary>
    public void Find(in Box box, long sinceUs, List<T> found)
    {
        for (var level = 0; level < Levels; level++)
        {
            if (_levels[level] is not { Count: > 0 } tiles)
                continue;
            var range = new TileSpan(box, SizeOf(level));
            if (range.Count > tiles.Count)
            {
                foreach (var ((x, y), entries) in tiles)
                    Find(entries, level, x, y, box, sinceUs, found);
                continue;
            }

            for (var y = range.FirstY; y <= range.LastY; y++)
            {
                for (var x = range.FirstX; x <= range.LastX; x++)
                {
                    if (tiles.TryGetValue((x, y), out var entries))
                        Find(entries, level, x, y, box, sinceUs, found);
                }
            }
        }
    }

    public void Clear()
    {
        Array.Clear(_levels);
        Count = 0;
    }

    private static void Find(List<Entry> entries, int level, int x, int y, in Box box, long sinceUs, List<T> found)
    {
        for (var i = FirstAfter(entries, sinceUs); i < entries.Count; i++)
        {
            var entry = entries[i];
            if (!entry.Box.Meets(box))
                continue;
            // Of the tiles that hold it, only the first that the box meets tells of it.
            var sizeDeg = SizeOf(level);
            if (TileSpan.At(Math.Max(entry.Box.MinX, box.MinX), sizeDeg) == x
                && TileSpan.At(Math.Max(entry.Box.MinY, box.MinY), sizeDeg) == y)
                found.Add(entry.Item);
        }
    }

    private static int FirstAfter(List<Entry> entries, long us)
    {
        var (low, high) = (0, entries.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (entries[middle].UntilUs <= us)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    private static int LevelOf(in Box box)
    {
        var sizeDeg = Math.Max(box.MaxX - box.MinX, box.MaxY - box.MinY);
        var level = 0;
        while (level < Levels - 1 && SizeOf(level) < sizeDeg)
            level++;
        return level;
    }

    private static double SizeOf(int level) => FinestDeg * (1 << level);

    private readonly record struct Entry(Box Box, long UntilUs, T Item);

    private readonly struct TileSpan(in Box box, double sizeDeg)
    {
        public int FirstX { get; } = At(box.MinX, sizeDeg);

        public int FirstY { get; } = At(box.MinY, sizeDeg);

        public int LastX { get; } = At(box.MaxX, sizeDeg);

        public int LastY { get; } = At(box.MaxY, sizeDeg);

        public long Count => (LastX - FirstX + 1L) * (LastY - FirstY + 1);

        public static int At(double degrees, double sizeDeg) => (int)Math.Floor(degrees / sizeDeg);
    }
}
