using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Query;

public sealed class ExerciseGrpcServiceTests
{
    [Fact]
    public async Task Drill_ClockAndEnd_FollowTheRules()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));

        var back = await FaultOf(() => drill.AdvanceAsync(TimeSpan.FromMinutes(4)));
        var live = await FaultOf(async () => await drill.Exercises.AdvanceClockAsync(
            new AdvanceClockRequest { Name = "exercises/live", ClockTime = Drill.At(default) }));
        var again = await FaultOf(() => Drill.StartAsync(server));
        var deleteLive = await FaultOf(async () => await drill.Exercises.DeleteExerciseAsync(
            new DeleteExerciseRequest { Name = "exercises/live" }));
        await drill.Exercises.DeleteExerciseAsync(new DeleteExerciseRequest { Name = Drill.Name });
        var gone = await FaultOf(async () => await drill.Exercises.GetExerciseAsync(
            new GetExerciseRequest { Name = Drill.Name }));

        Assert.Equal(
            [
                FaultReasons.ClockWentBack, FaultReasons.LiveIsFixed, FaultReasons.ExerciseExists,
                FaultReasons.LiveIsFixed, FaultReasons.ExerciseNotFound,
            ],
            new[] { back, live, again, deleteLive, gone });
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("1st")]
    [InlineData("with space")]
    [InlineData("a23456789012345678901234567890123456789012345678x")]
    public async Task Create_BadId_IsRefused(string id)
    {
        await using var server = await RunningServer.StartAsync();
        var exercises = new ExerciseService.ExerciseServiceClient(server.Channel);
        var request = new CreateExerciseRequest
        {
            ExerciseId = id,
            Exercise = new Exercise { StartTime = Drill.Start.ToTimestamp() },
        };

        var reason = await FaultOf(async () => await exercises.CreateExerciseAsync(request));

        Assert.Equal(FaultReasons.InvalidField, reason);
    }

    [Fact]
    public async Task List_InPages_GivesLiveFirstThenById()
    {
        await using var server = await RunningServer.StartAsync();
        var exercises = new ExerciseService.ExerciseServiceClient(server.Channel);
        foreach (var id in (string[])["zulu", "alpha", "mike"])
        {
            await exercises.CreateExerciseAsync(new CreateExerciseRequest
            {
                ExerciseId = id,
                Exercise = new Exercise { StartTime = Drill.Start.ToTimestamp() },
            });
        }

        var names = new List<string>();
        var request = new ListExercisesRequest { PageSize = 1 };
        do
        {
            var page = await exercises.ListExercisesAsync(request);
            names.AddRange(page.Exercises.Select(exercise => exercise.Name));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);

        Assert.Equal(["exercises/live", "exercises/alpha", "exercises/mike", "exercises/zulu"], names);
    }

    [Fact]
    public async Task Plan_Versions_AreKeptByteForByteAndGuarded()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var stale = await FaultOf(async () => await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = Drill.Plan(), ExpectedVersion = 0 }));
        var faulty = await FaultOf(async () => await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = ByteString.CopyFromUtf8("{}") }));
        await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = Drill.Plan(), ExpectedVersion = 1, Author = "me" });

        var current = await drill.Plans.GetPlanAsync(new GetPlanRequest { Name = $"{Drill.Name}/plans/current" });
        var listed = await drill.Plans.ListPlanVersionsAsync(new ListPlanVersionsRequest { Parent = Drill.Name });
        var missing = await FaultOf(async () => await drill.Plans.GetPlanAsync(
            new GetPlanRequest { Name = $"{Drill.Name}/plans/9" }));

        Assert.Equal(
            (FaultReasons.PlanVersionChanged, FaultReasons.PlanFaulty, FaultReasons.PlanNotFound),
            (stale, faulty, missing));
        Assert.Equal((2, "Row", "me", 5), (current.Version, current.DisplayName, current.Author, current.PlaceCount));
        Assert.Equal(Drill.Plan(), current.Geojson);
        Assert.Equal([2, 1], listed.Plans.Select(plan => plan.Version));
    }

    [Fact]
    public async Task Track_Stored_ReadsBackInBatchesAndOnlyInItsExercise()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(4));
        var fleet = new FleetService.FleetServiceClient(server.Channel);

        using var call = fleet.ReadTrack(new ReadTrackRequest { Name = $"{Drill.Name}/devices/bike-1" });
        var points = new List<TrackPoint>();
        while (await call.ResponseStream.MoveNext(CancellationToken.None))
            points.AddRange(call.ResponseStream.Current.Points);
        using var elsewhere = fleet.ReadTrack(new ReadTrackRequest { Name = "exercises/live/devices/bike-1" });
        var missing = await FaultOf(() => elsewhere.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(25, points.Count);
        Assert.Equal(points.OrderBy(point => point.Report.FixTimeUnixUs), points);
        Assert.Equal(FaultReasons.DeviceNotFound, missing);
    }

    private static async Task<string> FaultOf(Func<Task> call) =>
        Fault.ReasonOf(await Assert.ThrowsAsync<RpcException>(call)) ?? "none";
}
