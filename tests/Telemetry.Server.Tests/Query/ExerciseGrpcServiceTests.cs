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

    [Fact]
    public async Task Track_UnusedReports_SayWhy()
    {
        await using var server = await RunningServer.StartAsync();
        await Drill.StartAsync(server);
        var (latitudeDeg, longitudeDeg) = Drill.CenterOf(0);
        var request = new PublishBatchRequest
        {
            Exercise = Drill.Name,
            Device = "devices/bike-1",
            Kind = DeviceKind.Bike,
        };
        request.Reports.Add(At(0, 0));
        request.Reports.Add(At(10, 0));
        request.Reports[1].AccuracyM = 80;
        request.Reports.Add(At(20, 0));
        request.Reports[2].SpeedMps = 3;
        request.Reports.Add(At(30, 0.2));
        request.Reports.Add(At(40, 0));
        request.Reports.Add(At(50, 0.2));
        Assert.Empty((await server.Ingest.PublishBatchAsync(request)).Rejected);
        var name = $"{Drill.Name}/devices/bike-1";

        Assert.Equal(
            [
                UnusedReason.Unspecified, UnusedReason.Inaccurate, UnusedReason.Stuck, UnusedReason.Jump,
                UnusedReason.Unspecified, UnusedReason.Unconfirmed,
            ],
            await ReasonsAsync(new ReadTrackRequest { Name = name }));
        // What came before and what comes after the interval decides, too.
        Assert.Equal([UnusedReason.Jump], await ReasonsAsync(new ReadTrackRequest
        {
            Name = name,
            Interval = new TimeInterval { StartTime = Time(30), EndTime = Time(31) },
        }));

        Report At(int second, double northDeg) => new()
        {
            FixTimeUnixUs = (ulong)Telemetry.Core.TimeUs.From(Drill.Start.AddSeconds(second)),
            LatitudeDeg = latitudeDeg + northDeg,
            LongitudeDeg = longitudeDeg,
        };

        static Timestamp Time(int second) => Timestamp.FromDateTimeOffset(Drill.Start.AddSeconds(second));

        async Task<List<UnusedReason>> ReasonsAsync(ReadTrackRequest asked)
        {
            using var call = new FleetService.FleetServiceClient(server.Channel).ReadTrack(asked);
            var reasons = new List<UnusedReason>();
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
                reasons.AddRange(call.ResponseStream.Current.Points.Select(point => point.UnusedReason));
            return reasons;
        }
    }

    private static async Task<string> FaultOf(Func<Task> call) =>
        Fault.ReasonOf(await Assert.ThrowsAsync<RpcException>(call)) ?? "none";
}
