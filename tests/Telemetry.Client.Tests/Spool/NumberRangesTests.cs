using CsCheck;
using Telemetry.Client.Spool;

namespace Telemetry.Client.Tests.Spool;

public sealed class NumberRangesTests
{
    [Fact]
    public void Remove_AnyRanges_LeavesWhatASetWouldHold()
    {
        var cuts = Gen.Select(
            Gen.ULong[0, 60], Gen.ULong[0, 20], (first, length) => new NumberRange(first, first + length));
        Gen.Select(Gen.Int[1, 50], cuts.List[0, 12]).Sample((count, removed) =>
        {
            var (ranges, model) = (new NumberRanges(), new SortedSet<ulong>());
            for (var n = 1UL; n <= (ulong)count; n++)
            {
                ranges.Append(n);
                model.Add(n);
            }

            foreach (var cut in removed)
            {
                var gone = model.RemoveWhere(n => n >= cut.First && n <= cut.Last);
                if (ranges.Remove(cut.First, cut.Last) != (ulong)gone)
                    return false;
            }

            return Members(ranges).SequenceEqual(model) && ranges.Total == (ulong)model.Count;
        });
    }

    [Fact]
    public void IntersectWith_OtherRanges_KeepsWhatIsInBoth()
    {
        var ranges = new NumberRanges();
        for (var n = 1UL; n <= 20; n++)
            ranges.Append(n);
        ranges.Remove(5, 6);
        ranges.IntersectWith([new NumberRange(3, 8), new NumberRange(15, 30)]);

        Assert.Equal([3, 4, 7, 8, 15, 16, 17, 18, 19, 20], Members(ranges));
    }

    private static List<ulong> Members(NumberRanges ranges)
    {
        var members = new List<ulong>();
        for (var at = ranges.AtOrAfter(0); at is { } number; at = ranges.AtOrAfter(number + 1))
            members.Add(number);
        return members;
    }
}
