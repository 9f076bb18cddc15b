using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;
using CoreGaps = Telemetry.Core.Gaps;

namespace Telemetry.Server.Tests.Query;

public sealed class GapGrpcServiceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task ListGaps_InPages_GivesEachGapOnceInOrder()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(Hour);
        var whole = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name });

        var paged = new List<Gap>();
        var request = new ListGapsRequest { Parent = Drill.Name, PageSize = 2 };
        do
        {
            var page = await drill.Gaps.ListGapsAsync(request);
            Assert.InRange(page.Gaps.Count, 1, 2);
            paged.AddRange(page.Gaps);
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(Drill.ZonesInArea + 1, whole.Gaps.Count);
        Assert.Equal(whole.Gaps, paged);
        Assert.All(whole.Gaps, gap => Assert.Equal(
            (GapKind.Overdue, GapState.Open, Certainty.Confirmed, false),
            (gap.Kind, gap.State, gap.Certainty, gap.Final)));
    }

    [Fact]
    public async Task ListGaps_TokenOfAnotherQuestion_IsRefused()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(Hour);
        var page = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, PageSize = 1 });

        foreach (var token in (string[])[page.NextPageToken, "AAAA", "not a token"])
        {
            var request = new ListGapsRequest { Parent = Drill.Name, State = GapState.Open, PageToken = token };
            var fault = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.ListGapsAsync(request));
            Assert.Equal(FaultReasons.PageTokenInvalid, Fault.ReasonOf(fault));
        }
    }

    [Fact]
    public async Task ListGaps_ByAreaSubjectAndState_SiftsThem()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.StandAsync(zone: 1, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));

        var inArea = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, Area = "old-town" });
        var ofOne = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Subjects = { "places/z0", "places/z1", "devices/z2" } });
        var resolved = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, State = GapState.Resolved });
        var nowhere = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, Area = "nowhere" });

        Assert.Equal(["places/z0", "places/z2", "places/z3"], inArea.Gaps.Select(gap => gap.Subject).Order());
        var one = Assert.Single(ofOne.Gaps);
        Assert.Equal(("places/z0", "Zone 0", "old-town"), (one.Subject, one.SubjectDisplayName, one.Area));
        Assert.Empty(resolved.Gaps);
        Assert.Empty(nowhere.Gaps);
    }

    [Fact]
    public async Task ListGaps_OfEveryKind_NamesAndSiftsSubjects()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.RecordAsync(
            Drill.GapOf(CoreGaps.GapKind.Understrength, "area:old-town", "strength"),
            Drill.GapOf(CoreGaps.GapKind.Underdosed, "z1", "dose"),
            Drill.GapOf(CoreGaps.GapKind.Breach, "z1", "river"),
            Drill.GapOf(CoreGaps.GapKind.LowBattery, "bike-1", "battery"));

        var all = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name });
        var area = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Subjects = { "areas/old-town" } });
        var inArea = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, Area = "old-town" });
        var ofDevice = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Subjects = { "devices/z1" } });

        Assert.Equal(
            ["areas/old-town", "devices/bike-1", "devices/z1", "places/z1"],
            all.Gaps.Select(gap => gap.Subject).Order());
        Assert.Equal("old-town", Assert.Single(area.Gaps).Area);
        Assert.Equal(["areas/old-town", "places/z1"], inArea.Gaps.Select(gap => gap.Subject).Order());
        var breach = Assert.Single(ofDevice.Gaps);
        Assert.Equal((GapKind.Breach, "river", "", 1d), (breach.Kind, breach.Rule, breach.Area, breach.Priority));
    }

    [Fact]
    public async Task ListGaps_ByPriority_WeightTimesLatenessInPages()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var weighty = Drill.Plan().ToStringUtf8().Replace("\"id\":\"z2\"", "\"id\":\"z2\",\"weight\":5");
        await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = ByteString.CopyFromUtf8(weighty) });
        await drill.AdvanceAsync(TimeSpan.FromMinutes(9));
        // Allowed and idle for, in minutes: 3 and 9, 4 and 8, 5 and 5 with weight 5, nothing allowed and 1.
        await drill.RecordAsync(
            Drill.GapOf(CoreGaps.GapKind.Overdue, "z0", "r", idleMinute: 0, openMinute: 3),
            Drill.GapOf(CoreGaps.GapKind.Overdue, "z1", "r", idleMinute: 1, openMinute: 5),
            Drill.GapOf(CoreGaps.GapKind.Overdue, "z2", "r", idleMinute: 4, openMinute: 9),
            Drill.GapOf(CoreGaps.GapKind.Breach, "bike-1", "river", idleMinute: 8, openMinute: 8));

        var order = new List<string>();
        var request = new ListGapsRequest { Parent = Drill.Name, OrderBy = "priority", PageSize = 1 };
        do
        {
            var page = await drill.Gaps.ListGapsAsync(request);
            order.AddRange(page.Gaps.Select(gap => gap.Subject));
            request.PageToken = page.NextPageToken;
            // The clock goes on between two pages; the order they belong to does not.
            await drill.AdvanceAsync(TimeSpan.FromMinutes(9 + (order.Count / 10d)));
        }
        while (request.PageToken.Length > 0);
        var resolved = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, OrderBy = "priority", State = GapState.Resolved }));
        var unknown = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, OrderBy = "mood" }));

        Assert.Equal(["places/z2", "places/z0", "places/z1", "devices/bike-1"], order);
        Assert.Equal(
            (FaultReasons.InvalidField, FaultReasons.InvalidField),
            (Fault.ReasonOf(resolved), Fault.ReasonOf(unknown)));
    }

    [Fact]
    public async Task GetGap_AsOf_ShowsWhatWasKnownThen()
    {
        var time = new FakeTimeProvider(Drill.Start + TimeSpan.FromDays(1));
        await using var server = await RunningServer.StartAsync(time: time);
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(12));
        var name = (await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, Area = "old-town" }))
            .Gaps.Single(gap => gap.Subject == "places/z0").Name;
        time.Advance(TimeSpan.FromMinutes(1));
        var then = time.GetUtcNow().ToTimestamp();
        await drill.Gaps.AcknowledgeGapAsync(new AcknowledgeGapRequest { Name = name, By = "sergeant" });
        await drill.StandAsync(zone: 0, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(16));

        var now = await drill.Gaps.GetGapAsync(new GetGapRequest { Name = name });
        var before = await drill.Gaps.GetGapAsync(new GetGapRequest { Name = name, AsOfTime = then });
        var never = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.GetGapAsync(
            new GetGapRequest { Name = name, AsOfTime = Drill.At(default) }));

        Assert.Equal(
            (GapState.Resolved, 2, "sergeant"), (now.Gap.State, now.Revisions.Count, now.Gap.Acknowledgement.By));
        Assert.Equal((GapState.Open, 1), (before.Gap.State, before.Revisions.Count));
        Assert.Null(before.Gap.Acknowledgement);
        Assert.Equal(FaultReasons.GapNotFound, Fault.ReasonOf(never));
    }

    [Fact]
    public async Task GetGap_AfterVisitAndADay_ShowsRevisionsAndIsFinal()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(12));
        await drill.StandAsync(zone: 0, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(16));
        var listed = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, State = GapState.Resolved });
        var early = await drill.Gaps.GetGapAsync(new GetGapRequest { Name = listed.Gaps[0].Name });
        await drill.AdvanceAsync(TimeSpan.FromHours(25));

        var late = await drill.Gaps.GetGapAsync(new GetGapRequest { Name = listed.Gaps[0].Name });

        Assert.Equal((CloseReason.Visited, false, 2), (early.Gap.CloseReason, early.Gap.Final, early.Revisions.Count));
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(13.5)), early.Gap.CloseTime);
        Assert.Equal([1, 2], early.Revisions.Select(gap => gap.Revision));
        Assert.True(late.Gap.Final);
    }

    [Fact]
    public async Task AcknowledgeGap_Open_IsShownFromThenOn()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(Hour);
        var name = (await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name })).Gaps[0].Name;

        var acknowledged = await drill.Gaps.AcknowledgeGapAsync(
            new AcknowledgeGapRequest { Name = name, By = "sergeant", Note = "bike 2 is on its way" });
        var shown = await drill.Gaps.GetGapAsync(new GetGapRequest { Name = name });

        Assert.Equal("sergeant", acknowledged.Acknowledgement.By);
        Assert.Equal("bike 2 is on its way", shown.Gap.Acknowledgement.Note);
        Assert.Equal(GapState.Open, shown.Gap.State);
    }

    [Fact]
    public async Task Gap_Unknown_IsNotFound()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var name = $"{Drill.Name}/gaps/0123";

        var got = await Assert.ThrowsAsync<RpcException>(
            async () => await drill.Gaps.GetGapAsync(new GetGapRequest { Name = name }));
        var acknowledged = await Assert.ThrowsAsync<RpcException>(
            async () => await drill.Gaps.AcknowledgeGapAsync(new AcknowledgeGapRequest { Name = name, By = "x" }));

        Assert.Equal((StatusCode.NotFound, FaultReasons.GapNotFound), (got.StatusCode, Fault.ReasonOf(got)));
        Assert.Equal(StatusCode.NotFound, acknowledged.StatusCode);
    }
}
