using Google.Protobuf;
using Telemetry.Cli.Commands;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Commands;

public sealed class PlanFileTests
{
    private static readonly PlanFile Sample =
        PlanFile.Of(ByteString.CopyFrom(File.ReadAllBytes(SamplePlan.Path)));

    [Fact]
    public void WithoutOthersThan_Some_LeavesThemAndEveryPlace()
    {
        var cut = Sample.WithoutOthersThan(new HashSet<string> { "bike-02", "drone-01", "guest" });
        Assert.Equal(["bike-02", "drone-01"], cut.Plan.Roster.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(Sample.Plan.Roster["bike-02"], cut.Plan.Roster["bike-02"]);
        Assert.Equal(
            Sample.Plan.Places.Select(place => (place.Id, place.Digest)),
            cut.Plan.Places.Select(place => (place.Id, place.Digest)));
    }

    [Fact]
    public void WithoutOthersThan_NobodyOfAUnit_LeavesItsFencesOut()
    {
        var bikes = Sample.WithoutOthersThan(new HashSet<string> { "bike-01" });
        Assert.Equal(
            Sample.Plan.Fences.Where(fence => fence.Rules[0] is FenceRule { Unit: null }).Select(fence => fence.Id),
            bikes.Plan.Fences.Select(fence => fence.Id));
        Assert.NotEqual(Sample.Plan.Fences.Length, bikes.Plan.Fences.Length);
        var drone = Sample.WithoutOthersThan(new HashSet<string> { "drone-01" });
        Assert.Equal(Sample.Plan.Fences.Length, drone.Plan.Fences.Length);
    }

    [Fact]
    public void WithoutOthersThan_All_IsTheDocumentAsItWas() =>
        Assert.Same(Sample, Sample.WithoutOthersThan(Sample.Plan.Roster.Keys.ToHashSet()));

    [Fact]
    public void WithSilenceAfter_APause_IsTheSameForEveryKindAndChangesNothingElse()
    {
        var patient = Sample.WithSilenceAfter(TimeSpan.FromSeconds(150));
        Assert.All(
            Enum.GetValues<DeviceKind>().Where(kind => kind != DeviceKind.Unspecified),
            kind => Assert.Equal(TimeSpan.FromSeconds(150), patient.Plan.SettingsOf(kind).SilenceAfter));
        var (drone, before) = (patient.Plan.SettingsOf(DeviceKind.Drone), Sample.Plan.SettingsOf(DeviceKind.Drone));
        Assert.Equal(before with { SilenceAfter = drone.SilenceAfter }, drone);
        Assert.Equal(Sample.Plan.Roster.Keys.Order(), patient.Plan.Roster.Keys.Order());
    }
}
