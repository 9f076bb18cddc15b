using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Query.Cells;

/// <summary>Zones of some 190 by 222 m whose cells of 20 m are to be seen within ten minutes.</summary>
public sealed class GetCellsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task GetCells_RideThroughTheMiddle_TellsWhichCellsAndWhen()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromSeconds(500));
        await drill.RideAsync(0, 1, TimeSpan.FromSeconds(500), TimeSpan.FromSeconds(600));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(700));

        var answer = await coverage.GetCellsAsync(Request());

        Assert.Equal(
            ("places/z0", "Zone 0", Drill.At(TimeSpan.FromSeconds(700))),
            (answer.Place, answer.DisplayName, answer.AtTime));
        // Since the rule is in force: there was no plan before the drill.
        Assert.Equal((Drill.At(default), answer.AtTime), (answer.Window.StartTime, answer.Window.EndTime));
        var grid = answer.Grid;
        Assert.Equal((10, 12, 20d), (grid.ColumnCount, grid.RowCount, grid.CellM));
        Assert.Equal(grid.CellCount, answer.Cells.Count);
        Assert.Equal(31.2, grid.Origin.LatitudeDeg + (grid.RowCount * grid.CellLatitudeDeg / 2), 9);
        Assert.Equal(121.4, grid.Origin.LongitudeDeg + (grid.ColumnCount * grid.CellLongitudeDeg / 2), 9);
        // The bike starts in the middle and sees 15 m to both sides: the two rows along the middle, and the nearest
        // column behind it.
        var seen = answer.Cells.Where(cell => cell.LastSeenTime is not null).ToList();
        Assert.Equal((answer.SeenCount, 12), (seen.Count, seen.Count));
        Assert.All(seen, cell => Assert.True(cell is { Row: 5 or 6, Column: >= 4 }));
        Assert.All(seen, cell => Assert.Equal(answer.AtTime - cell.LastSeenTime, cell.Age));
        Assert.All(seen, cell => Assert.InRange(cell.Age.ToTimeSpan().TotalSeconds, 185, 200));
        Assert.All(answer.Cells, cell => Assert.Equal(
            grid.Origin.LatitudeDeg + ((cell.Row + 0.5) * grid.CellLatitudeDeg), cell.Center.LatitudeDeg, 9));
        Assert.All(answer.Cells, cell => Assert.Equal(
            grid.Origin.LongitudeDeg + ((cell.Column + 0.5) * grid.CellLongitudeDeg), cell.Center.LongitudeDeg, 9));
    }

    [Fact]
    public async Task GetCells_FractionFresh_IsWhatUncoveredIsJudgedBy()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));
        await drill.RideAsync(0, 1, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(20));

        var gap = (await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Kind = GapKind.Uncovered, Subjects = { "places/z0" } })).Gaps[0];
        var before = await FreshAt(gap.OpenTime);
        var after = await FreshAt(gap.OpenTime + TimeSpan.FromSeconds(1).ToDuration());
        var later = await FreshAt(Drill.At(TimeSpan.FromSeconds(906)));
        var stale = await FreshAt(null);

        // At first all count as just seen, as the rule counts, until they were not for ten minutes.
        Assert.Equal(Drill.At(Interval), gap.OpenTime);
        Assert.Equal((12, 1d), (before.FreshCount, before.RuleFreshFraction));
        Assert.Equal(after.FreshFraction, after.RuleFreshFraction);
        Assert.Equal((12, 0), (after.FreshCount, stale.FreshCount));
        Assert.InRange(later.FreshCount, 1, 11);
        Assert.Equal((double)later.FreshCount / later.Grid.CellCount, later.RuleFreshFraction);
        Assert.Equal((Interval, Drill.At(default)), (stale.FreshWithin.ToTimeSpan(), stale.DutyStartTime));
        // Stale is not unseen.
        Assert.Equal(12, stale.SeenCount);

        async Task<GetCellsResponse> FreshAt(Timestamp? at) =>
            await coverage.GetCellsAsync(Request(request => request.AtTime = at));
    }

    [Fact]
    public async Task QueryCoverage_FreshFraction_IsThatOfTheCells()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));
        await drill.RideAsync(0, 1, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(7));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(8));

        var young = await CoverageAsync(minutes: 8);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(16));
        var now = await CoverageAsync(minutes: 30);
        var before = await CoverageAsync(minutes: 12);
        var cells = await coverage.GetCellsAsync(
            Request(request => (request.Place, request.AtTime) = ("places/z1", Drill.At(TimeSpan.FromMinutes(12)))));

        // The rule is younger than its interval.
        Assert.False(young.Places[0].HasFreshFraction);
        Assert.Equal((0, cells.FreshFraction), (now.Places[0].FreshFraction, before.Places[1].FreshFraction));
        Assert.InRange(cells.FreshFraction, 0.05, 0.2);
        Assert.InRange(now.Places[1].FreshFraction, 0.05, 0.2);
        Assert.False(now.Total.HasFreshFraction);

        async Task<QueryCoverageResponse> CoverageAsync(int minutes) => await coverage.QueryCoverageAsync(
            new QueryCoverageRequest
            {
                Parent = Drill.Name,
                Interval = new TimeInterval
                {
                    StartTime = Drill.At(default),
                    EndTime = Drill.At(TimeSpan.FromMinutes(minutes)),
                },
            });
    }

    [Fact]
    public async Task GetCells_PackedAndGeoJson_SayTheSameAsTheList()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromSeconds(100));
        await drill.RideAsync(0, 2, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(400));
        await drill.StandAsync(0, TimeSpan.FromSeconds(110), TimeSpan.FromSeconds(180), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromSeconds(500));

        var list = await coverage.GetCellsAsync(Request(request => request.CellM = 7));
        var packed = await coverage.GetCellsAsync(
            Request(request => (request.CellM, request.Form) = (7, CellsForm.Packed)));
        var map = await coverage.GetCellsAsync(
            Request(request => (request.CellM, request.Form) = (7, CellsForm.Geojson)));

        Assert.Equal((0, 0, list.SeenCount), (packed.Cells.Count, map.Cells.Count, packed.SeenCount));
        var read = new PackedReader(packed.Packed.ToByteArray());
        var grid = list.Grid;
        Assert.Equal(
            (grid.ColumnCount, grid.RowCount, grid.CellCount, grid.CellM, grid.CellLatitudeDeg, grid.CellLongitudeDeg),
            (read.Columns, read.Rows, read.Count, read.CellM, read.CellLatitudeDeg, read.CellLongitudeDeg));
        Assert.Equal((grid.Origin.LatitudeDeg, grid.Origin.LongitudeDeg), (read.LatitudeDeg, read.LongitudeDeg));
        Assert.Equal(TimeUs.From(list.AtTime.ToDateTimeOffset()), read.AtUs);
        Assert.Equal(TimeUs.From(list.Window.StartTime.ToDateTimeOffset()), read.FromUs);
        Assert.Equal(
            list.Cells.Select(cell => (cell.Row, cell.Column, cell.Age?.Seconds)), read.Cells.Select(cell => cell));
        Assert.True(packed.Packed.Length < list.CalculateSize() / 10);

        var features = JsonDocument.Parse(map.Geojson).RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(list.Cells.Count, features.Count);
        Assert.All(features.Zip(list.Cells), pair =>
        {
            var told = pair.First.GetProperty("properties");
            Assert.Equal(pair.Second.Row, told.GetProperty("row").GetInt32());
            Assert.Equal(pair.Second.Column, told.GetProperty("column").GetInt32());
            double? age = told.GetProperty("age_s") is { ValueKind: JsonValueKind.Number } number
                ? number.GetDouble()
                : null;
            Assert.Equal(pair.Second.Age?.ToTimeSpan().TotalSeconds, age);
            var ring = pair.First.GetProperty("geometry").GetProperty("coordinates")[0];
            Assert.Equal(pair.Second.Center.LongitudeDeg, (ring[0][0].GetDouble() + ring[2][0].GetDouble()) / 2, 1e-7);
            Assert.Equal(pair.Second.Center.LatitudeDeg, (ring[0][1].GetDouble() + ring[2][1].GetDouble()) / 2, 1e-7);
        });
    }

    [Fact]
    public async Task GetCells_LongerThanTheEngineRemembers_ReadsTheStoreAndSaysTheSame()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.RideAsync(0, 1, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));

        var remembered = await coverage.GetCellsAsync(Request());
        // From before the rule was made.
        var stored = await coverage.GetCellsAsync(
            Request(request => request.Window = TimeSpan.FromHours(30).ToDuration()));
        // The engine remembers a day and an hour.
        await drill.AdvanceAsync(TimeSpan.FromHours(40));
        var past = await coverage.GetCellsAsync(
            Request(request => request.AtTime = Drill.At(TimeSpan.FromSeconds(300))));
        var forgotten = await coverage.GetCellsAsync(Request());

        Assert.Equal(remembered.Cells, stored.Cells);
        Assert.Equal(remembered.Cells, past.Cells);
        Assert.Equal(Drill.At(TimeSpan.FromHours(-30) + TimeSpan.FromSeconds(300)), stored.Window.StartTime);
        Assert.Equal((0, Drill.At(TimeSpan.FromHours(16))), (forgotten.SeenCount, forgotten.Window.StartTime));
    }

    [Fact]
    public async Task GetCells_AsOf_WhatHadComeInByThen()
    {
        var time = new FakeTimeProvider(Drill.Start + TimeSpan.FromDays(1));
        await using var server = await RunningServer.StartAsync(time: time);
        var (drill, coverage) = await StartAsync(server);
        await drill.StandAsync(0, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        // A checkpoint is due after ten seconds of the server's clock.
        time.Advance(TimeSpan.FromSeconds(11));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));
        time.Advance(TimeSpan.FromSeconds(1));
        var then = time.GetUtcNow().ToTimestamp();
        await drill.RideAsync(1, 0, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(290), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromSeconds(400));

        var now = await coverage.GetCellsAsync(Request());
        var before = await coverage.GetCellsAsync(Request(request => request.AsOfTime = then));
        var tooOld = await ReasonOf(coverage, request => request.AsOfTime = Drill.At(TimeSpan.FromDays(-92)));

        Assert.Equal(Drill.At(TimeSpan.FromSeconds(300)), before.AtTime);
        Assert.Equal(Drill.At(TimeSpan.FromSeconds(400)), now.AtTime);
        Assert.Equal((4, 12), (before.SeenCount, now.SeenCount));
        Assert.All(
            before.Cells.Where(cell => cell.LastSeenTime is not null),
            cell => Assert.Equal(Drill.At(TimeSpan.FromSeconds(200)), cell.LastSeenTime));
        Assert.Equal(FaultReasons.AsOfTooOld, tooOld);
    }

    [Fact]
    public async Task GetCells_PlaceAndAreaWithoutARule_AreReadFromTheStore()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var coverage = new CoverageService.CoverageServiceClient(server.Channel);
        await drill.StandAsync(0, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        await drill.StandAsync(3, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));

        var zone = await coverage.GetCellsAsync(Request());
        var area = await coverage.GetCellsAsync(Request(request => request.Place = "areas/old-town"));
        var asked = await coverage.GetCellsAsync(
            Request(request => request.FreshWithin = TimeSpan.FromSeconds(100).ToDuration()));

        Assert.Equal((20d, 4), (zone.Grid.CellM, zone.SeenCount));
        Assert.False(zone.HasFreshFraction || zone.HasRuleFreshFraction);
        Assert.Equal(Drill.At(TimeSpan.FromSeconds(300) - TimeSpan.FromDays(1)), zone.Window.StartTime);
        Assert.Equal("Old town", area.DisplayName);
        Assert.InRange(area.Grid.CellCount, 4 * 100, 4 * 130);
        Assert.True(area.Grid.ColumnCount > 150);
        Assert.InRange(area.SeenCount, 4, 8);
        Assert.Equal((4, 4 / (double)zone.Grid.CellCount), (asked.FreshCount, asked.FreshFraction));
    }

    [Fact]
    public async Task GetCells_SilenceNearBy_NamesWhoCouldHaveSeenMore()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.StandAsync(1, TimeSpan.Zero, TimeSpan.FromSeconds(100));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));
        await drill.StandAsync(1, TimeSpan.FromSeconds(500), TimeSpan.FromSeconds(600));
        await drill.StandAsync(4, TimeSpan.Zero, TimeSpan.FromSeconds(600), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromSeconds(600));

        var remembered = await coverage.GetCellsAsync(Request());
        var stored = await coverage.GetCellsAsync(
            Request(request => request.Window = TimeSpan.FromHours(30).ToDuration()));

        Assert.Equal(0, remembered.SeenCount);
        var unseen = Assert.Single(remembered.Unseen);
        Assert.Equal(("devices/bike-1", DeviceKind.Bike, 1), (unseen.Device, unseen.Kind, remembered.UnseenCount));
        // Some 950 m to the middle of the zone at 15 m/s, less the circle around it: there and back.
        Assert.InRange((unseen.PossibleStartTime - Drill.At(TimeSpan.FromSeconds(100))).Seconds, 50, 57);
        Assert.InRange((Drill.At(TimeSpan.FromSeconds(500)) - unseen.PossibleEndTime).Seconds, 50, 57);
        Assert.Equal(remembered.Unseen, stored.Unseen);
    }

    [Fact]
    public async Task GetCells_WhatCannotBe_IsRefusedByName()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        var post = """{"type":"Feature","properties":{"type":"post","id":"wide","name":"Wide","radius_m":3000,"""
            + """ "cover_fraction":0},"geometry":{"type":"Point","coordinates":[121.4,31.2]}}""";
        var plan = Plan().ToStringUtf8().Replace("\"features\":[", $"\"features\":[{post},");
        await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = ByteString.CopyFromUtf8(plan) });
        await drill.AdvanceAsync(TimeSpan.FromSeconds(10));

        Assert.Equal(
            FaultReasons.ExerciseNotFound, await ReasonOf(coverage, request => request.Parent = "exercises/none"));
        foreach (var name in new[] { "places/none", "areas/none", "fences/none", "z0", "" })
            Assert.Equal(FaultReasons.PlaceNotFound, await ReasonOf(coverage, request => request.Place = name));
        foreach (var cellM in new[] { 4.9, 100.1, double.NaN })
            Assert.Equal(FaultReasons.InvalidField, await ReasonOf(coverage, request => request.CellM = cellM));
        foreach (var days in new[] { -1, 0, 31.001 })
        {
            var length = Duration.FromTimeSpan(TimeSpan.FromDays(days));
            Assert.Equal(FaultReasons.InvalidField, await ReasonOf(coverage, request => request.Window = length));
            Assert.Equal(FaultReasons.InvalidField, await ReasonOf(coverage, request => request.FreshWithin = length));
        }

        Assert.Equal(
            FaultReasons.InvalidField,
            await ReasonOf(coverage, request => request.Window = TimeSpan.FromMinutes(9).ToDuration()));
        Assert.Equal(FaultReasons.InvalidField, await ReasonOf(coverage, request => request.Form = (CellsForm)9));
        // 3 km around: 2.8 km² of cells of 20 m, and a lattice of more than a million of 5 m.
        Assert.Equal(FaultReasons.TooManyCells, await ReasonOf(coverage, request => request.Place = "places/wide"));
        Assert.Equal(
            FaultReasons.TooManyCells,
            await ReasonOf(coverage, request =>
                (request.Place, request.CellM, request.Form) = ("places/wide", 5, CellsForm.Packed)));
        var packed = await coverage.GetCellsAsync(
            Request(request => (request.Place, request.Form) = ("places/wide", CellsForm.Packed)));
        Assert.InRange(packed.Grid.CellCount, 70_000, 71_500);
    }

    [Fact]
    public async Task GetCells_ByHttp_IsTheSame()
    {
        await using var server = await RunningServer.StartAsync();
        var (drill, coverage) = await StartAsync(server);
        await drill.StandAsync(0, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(200));
        await drill.AdvanceAsync(TimeSpan.FromSeconds(300));
        var known = await coverage.GetCellsAsync(Request(request => request.Form = CellsForm.Packed));

        var list = await server.Http.GetFromJsonAsync<JsonElement>($"/v1/{Drill.Name}/places/z0/cells?cell_m=50");
        var packed = await server.Http.GetFromJsonAsync<JsonElement>(
            $"/v1/{Drill.Name}/places/z0/cells?form=CELLS_FORM_PACKED");
        var area = await server.Http.GetFromJsonAsync<JsonElement>(
            $"/v1/{Drill.Name}/areas/old-town/cells?form=CELLS_FORM_GEOJSON");
        var missing = await server.Http.GetAsync($"/v1/{Drill.Name}/places/none/cells");

        Assert.Equal(50, list.GetProperty("grid").GetProperty("cellM").GetDouble());
        Assert.Equal(known.Packed, ByteString.CopyFrom(packed.GetProperty("packed").GetBytesFromBase64()));
        Assert.Equal(
            "FeatureCollection",
            JsonDocument.Parse(area.GetProperty("geojson").GetString()!).RootElement.GetProperty("type").GetString());
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    private static async Task<(Drill Drill, CoverageService.CoverageServiceClient Coverage)> StartAsync(
        RunningServer server)
    {
        var drill = await Drill.StartAsync(server);
        await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = Plan(), Author = "tests" });
        return (drill, new CoverageService.CoverageServiceClient(server.Channel));
    }

    private static ByteString Plan() => ByteString.CopyFromUtf8(Drill.Plan().ToStringUtf8().Replace(
        "\"min_dwell_s\":30", "\"min_dwell_s\":30,\"cover_fraction\":0.3,\"cover_interval_min\":10"));

    private static GetCellsRequest Request(Action<GetCellsRequest>? change = null)
    {
        var request = new GetCellsRequest { Parent = Drill.Name, Place = "places/z0" };
        change?.Invoke(request);
        return request;
    }

    private static async Task<string?> ReasonOf(
        CoverageService.CoverageServiceClient coverage, Action<GetCellsRequest> change) =>
        Fault.ReasonOf(await Assert.ThrowsAsync<RpcException>(
            async () => await coverage.GetCellsAsync(Request(change))));
}
