using System.Text;
using System.Text.Json.Nodes;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Plans.Documents;

public sealed class SamplePlanTests
{
    private static readonly byte[] Document = PublishedPlans.Read("old-quarter.geojson");
    private static readonly PlanParseResult Result = PlanDocument.Parse(Document);

    [Fact]
    public void OldQuarter_Parsed_HasNoFault() => Assert.Empty(Result.Faults);

    [Fact]
    public void OldQuarter_Parsed_HasWhatTheReadmePromises()
    {
        var plan = Result.Plan!;

        Assert.Contains("synthetic", plan.Name);
        Assert.Equal(24, plan.Places.Count(place => place.Kind == PlaceKind.Zone));
        Assert.Equal(10, plan.Places.Count(place => place.Kind == PlaceKind.Post));
        Assert.Equal(3, plan.Areas.Length);
        Assert.Equal(8, plan.Roster.Values.Count(device => device.Kind == DeviceKind.Bike));
        Assert.Equal(2, plan.Roster.Values.Count(device => device.Kind == DeviceKind.Drone));
        Assert.All(plan.Places, place => Assert.Single(place.Rules.OfType<OverdueRule>()));
        Assert.All(plan.Places, place => Assert.NotNull(place.AreaId));
    }

    [Fact]
    public void OldQuarter_Parsed_HasEverySortOfRule()
    {
        var plan = Result.Plan!;
        var rules = plan.Places.SelectMany(place => place.Rules).ToList();

        Assert.Contains(rules, rule => rule is DoseRule { MinVisits: > 0 });
        Assert.Contains(rules, rule => rule is DoseRule { MinPatrol.Ticks: > 0 });
        Assert.Contains(rules, rule => rule is DoseRule { MinOfficer.Ticks: > 0 });
        Assert.Contains(rules, rule => rule is CoverRule);
        Assert.Contains(rules, rule => rule is StrengthRule);
        Assert.Contains(rules, rule => rule is SlotRule);
        Assert.Equal("area:riverside", Assert.Single(plan.Composites).Id);
        Assert.Equal(
            [FenceKind.KeepOut, FenceKind.Ceiling],
            plan.Fences.Select(fence => Assert.IsType<FenceRule>(Assert.Single(fence.Rules)).Kind));
    }

    [Fact]
    public void OldQuarter_Composite_IsItsZonesTogether()
    {
        var plan = Result.Plan!;
        var zones = plan.Places.Where(place => place is { Kind: PlaceKind.Zone, AreaId: "riverside" })
            .Sum(place => ((PlaceShape.Area)place.Shape).Geometry.Area);

        Assert.Equal(zones, ((PlaceShape.Area)plan.Composites[0].Shape).Geometry.Area, 12);
    }

    [Fact]
    public void OldQuarter_HolidayWeek_HasLongerNights()
    {
        var afternoon = TimeUs.From(new DateTimeOffset(2026, 10, 1, 17, 0, 0, TimeSpan.FromHours(8)));
        var duty = Result.Plan!.Places[0].Rules[0].Duty;

        Assert.Equal(new TimeRange(afternoon, afternoon + TimeUs.Of(TimeSpan.FromHours(11))), duty.WindowAt(afternoon));
        Assert.Equal(TimeSpan.FromHours(8), duty.NextWindow(afternoon + TimeUs.Of(TimeSpan.FromDays(6)))?.Length);
    }

    [Fact]
    public void OldQuarter_Duty_IsTheNightInShanghai()
    {
        var evening = TimeUs.From(new DateTimeOffset(2026, 5, 1, 20, 0, 0, TimeSpan.FromHours(8)));
        var night = new TimeRange(evening, evening + TimeUs.Of(TimeSpan.FromHours(8)));

        Assert.All(Result.Plan!.Places, place => Assert.Equal(night, place.Rules[0].Duty.WindowAt(evening)));
        Assert.All(Result.Plan.Roster.Values, device => Assert.Equal(night, device.Duty.WindowAt(evening)));
    }

    [Fact]
    public void OldQuarter_Zones_TessellateWithoutOverlap()
    {
        var zones = Result.Plan!.Places.Select(place => place.Shape).OfType<PlaceShape.Area>()
            .Select(area => area.Geometry).ToList();
        var together = NetTopologySuite.Operation.Union.UnaryUnionOp.Union(zones);

        Assert.Equal(zones.Sum(zone => zone.Area), together.Area, 12);
        Assert.Equal(1, together.NumGeometries);
    }

    /// <summary>Whatever is cut off or flipped, the answer is a plan or faults, never an exception.</summary>
    [Fact]
    public void Parse_DamagedDocument_NeverThrows()
    {
        var random = new Random(304);
        for (var i = 0; i < 400; i++)
        {
            var length = random.Next(2) == 0 ? Document.Length : random.Next(Document.Length);
            var damaged = Document.AsSpan(0, length).ToArray();
            for (var flips = random.Next(1, 4); flips > 0 && damaged.Length > 0; flips--)
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);

            var result = PlanDocument.Parse(damaged);

            Assert.True(result.Plan is null == result.FaultCount > 0);
        }
    }

    /// <summary>Values of every JSON kind in every place that a value can have.</summary>
    [Fact]
    public void Parse_ValueOfAnotherKindAnywhere_NeverThrows()
    {
        string[] values =
            ["null", "true", "7", "-1e300", "\"\"", "\"\\ud800\"", "[]", "[[]]", "[null]", "{}", "{\"type\":{}}"];
        var samples = Encoding.UTF8.GetString(Document).Split('\n')
            .Where(line => line.StartsWith("{\"type\": \"Feature\"", StringComparison.Ordinal))
            .Select(line => line.TrimEnd(','))
            .DistinctBy(TypeOf);
        foreach (var mutant in samples.SelectMany(sample => JsonMutants.Of(sample, values)))
        {
            var result = PlanText.Parse(PlanText.Document(mutant));

            Assert.True(result.Plan is null == result.FaultCount > 0);
        }
    }

    private static string? TypeOf(string feature) =>
        JsonNode.Parse(feature)!["properties"]!["type"]!.GetValue<string>();
}
