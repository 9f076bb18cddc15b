using Google.Protobuf;
using Telemetry.Cli.Commands;

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
    public void WithoutOthersThan_All_IsTheDocumentAsItWas() =>
        Assert.Same(Sample, Sample.WithoutOthersThan(Sample.Plan.Roster.Keys.ToHashSet()));
}
