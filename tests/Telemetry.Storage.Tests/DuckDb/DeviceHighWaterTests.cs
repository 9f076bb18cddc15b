using CsCheck;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Storage.Tests.DuckDb;

public sealed class DeviceHighWaterTests
{
    [Fact]
    public void TryGet_UnknownDevice_False()
    {
        var marks = new DeviceHighWater();
        marks.Raise("live", "bike-1", 5);

        Assert.False(marks.TryGet("live", "bike-2", out _));
        Assert.False(marks.TryGet("drill-1", "bike-1", out _));
    }

    [Fact]
    public void Raise_LowerThanKnown_Ignored()
    {
        var marks = new DeviceHighWater();
        marks.Raise("live", "bike-1", 5);
        marks.Raise("live", "bike-1", 3);

        Assert.True(marks.TryGet("live", "bike-1", out var us));
        Assert.Equal(5, us);
    }

    [Fact]
    public void Forget_OneExercise_OthersStay()
    {
        var marks = new DeviceHighWater();
        marks.Raise("live", "bike-1", 5);
        marks.Raise("drill-1", "bike-1", 7);

        marks.Forget("drill-1");

        Assert.False(marks.TryGet("drill-1", "bike-1", out _));
        Assert.True(marks.TryGet("live", "bike-1", out _));
    }

    [Fact]
    public void Raise_ManyDevices_NeverMoreThanCapacityAndNeverAWrongMark()
    {
        Gen.Select(Gen.Int[0, 30], Gen.Long[0, 100]).Array[0, 200].Sample(steps =>
        {
            var marks = new DeviceHighWater(capacityDevices: 10);
            var truth = new Dictionary<string, long>();
            foreach (var (number, us) in steps)
            {
                var device = $"d{number}";
                // As a writer does: a forgotten device's mark is asked from the store before it is raised.
                var greatest = Math.Max(us, truth.GetValueOrDefault(device, long.MinValue));
                truth[device] = greatest;
                marks.Raise("live", device, greatest);
                Assert.True(marks.TryGet("live", device, out var known));
                Assert.Equal(greatest, known);
                Assert.True(marks.Count <= 10);
            }
        });
    }
}
