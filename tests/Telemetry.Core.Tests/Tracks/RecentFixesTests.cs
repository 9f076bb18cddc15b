using CsCheck;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Tracks;

public sealed class RecentFixesTests
{
    [Fact]
    public void Insert_AnyOrder_SameAsASortedList() =>
        Gen.Int[0, 300].List[1, 400].Sample(seconds =>
        {
            var recent = new RecentFixes();
            var plain = new SortedDictionary<long, Fix>();
            foreach (var second in seconds)
            {
                var fix = At(second);
                if (plain.Count == 0 || fix.TimeUs > plain.Keys.Last())
                {
                    recent.Append(fix, FixVerdict.Used);
                }
                else if (!plain.ContainsKey(fix.TimeUs))
                {
                    var at = recent.Insert(recent.Find(fix.TimeUs), fix);
                    Assert.Equal(fix, recent[at]);
                    Assert.Equal(FixVerdict.Waiting, recent.Verdict(at));
                }

                plain[fix.TimeUs] = fix;
            }

            Assert.Equal(plain.Values, All(recent));
            Assert.Equal(plain.Values.Reverse(), Backwards(recent));
            Assert.Equal(plain.Count, recent.Count);
        });

    [Fact]
    public void Append_BeyondTheWindow_LetsGoOfTheOldest()
    {
        var recent = new RecentFixes();
        for (var second = 0; second <= 3000; second++)
            recent.Append(At(second), FixVerdict.Used);
        var windowS = Limits.RecentWindow.TotalSeconds;
        Assert.InRange((At(3000).TimeUs - recent.FirstUs) / (double)TimeUs.PerSecond, windowS, windowS + 70);
    }

    [Fact]
    public void Append_ManyASecond_KeepsNoMoreThanTheLimit()
    {
        var recent = new RecentFixes();
        for (var n = 0; n < 10_000; n++)
            recent.Append(At(n / 100.0), FixVerdict.Used);
        Assert.InRange(recent.Count, Limits.RecentFixes - 100, Limits.RecentFixes);
    }

    [Fact]
    public void Replace_AStretchThatReachesBack_HoldsItWhole()
    {
        var recent = new RecentFixes();
        for (var second = 100; second < 200; second++)
            recent.Append(At(second), FixVerdict.Used);
        var stretch = Enumerable.Range(40, 111).Select(second => At(second + 0.5)).ToList();
        recent.Replace(stretch, [.. stretch.Select(_ => FixVerdict.Jump)]);
        Assert.Equal([.. stretch, .. Enumerable.Range(151, 49).Select(second => At(second))], All(recent));
        Assert.Equal(FixVerdict.Jump, recent.Verdict(recent.Find(At(150).TimeUs)));
        Assert.Equal(FixVerdict.Used, recent.Verdict(recent.Find(At(151).TimeUs)));
    }

    private static Fix At(double second) => new(
        (long)(second * TimeUs.PerSecond), new GeoPoint(second, 0), DeviceKind.Bike, DeviceStatus.OnPatrol);

    private static IEnumerable<Fix> All(RecentFixes recent)
    {
        for (var at = recent.Find(long.MinValue); recent.IsThere(at); at = recent.Next(at))
            yield return recent[at];
    }

    private static IEnumerable<Fix> Backwards(RecentFixes recent)
    {
        var at = recent.Find(long.MaxValue);
        while (recent.TryPrevious(ref at))
            yield return recent[at];
    }
}
