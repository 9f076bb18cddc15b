using CsCheck;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Tests.Geo;

public sealed class BoxHashTests
{
    private static readonly Gen<Box> Boxes =
        from x in Gen.Double[-180, 180]
        from y in Gen.Double[-90, 90]
        from size in Gen.OneOf(0, 1e-4, 0.002, 0.05, 3, 200)
        from flatness in Gen.Double[0, 1]
        select new Box(x, y, Math.Min(180, x + size), Math.Min(90, y + (size * flatness)));

    [Fact]
    public void Find_AnyBoxesAddedAndRemoved_EqualsLookingAtEachOnce() =>
        Gen.Select(Gen.Select(Boxes, Gen.Long[0, 100], Gen.Bool).List[0, 60], Boxes.List[1, 5], Gen.Long[-1, 101])
            .Sample((all, asked, sinceUs) =>
            {
                var hash = new BoxHash<string>();
                var items = all
                    .Select((item, i) => (Box: item.Item1, UntilUs: item.Item2, Stays: item.Item3, Name: $"{i}"))
                    .ToList();
                items.ForEach(item => hash.Add(item.Box, item.UntilUs, item.Name));
                items.FindAll(item => !item.Stays).ForEach(item => hash.Remove(item.Box, item.UntilUs, item.Name));
                foreach (var box in asked)
                {
                    var found = new List<string>();
                    hash.Find(box, sinceUs, found);
                    var wanted = items.Where(item => item.Stays && item.UntilUs > sinceUs && item.Box.Meets(box));
                    Assert.Equal(wanted.Select(item => item.Name).Order(), found.Order());
                }
            });
}
