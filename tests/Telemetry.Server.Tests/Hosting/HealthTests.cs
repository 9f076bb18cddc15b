using System.Net;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Reflection.V1Alpha;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;
using Telemetry.Server.Tests.Ingest;

namespace Telemetry.Server.Tests.Hosting;

public sealed class HealthTests
{
    [Fact]
    public async Task GrpcHealth_OfARunningServer_IsServing()
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest());

        Assert.Equal(HealthCheckResponse.Types.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task Reflection_ListsEveryService()
    {
        await using var server = await RunningServer.StartAsync();
        using var call = new ServerReflection.ServerReflectionClient(server.Channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" });
        await call.ResponseStream.MoveNext(CancellationToken.None);

        var names = call.ResponseStream.Current.ListServicesResponse.Service.Select(service => service.Name).ToList();

        foreach (var service in (string[])["Ingest", "Plan", "Gap", "Coverage", "Fleet", "Exercise", "Picture"])
            Assert.Contains($"patrol.telemetry.v1.{service}Service", names);
    }

    [Fact]
    public async Task Calls_WhileRecovering_AreSentAwayUntilItIsDone()
    {
        GatedReportStore? store = null;
        await using var server = await RunningServer.StartAsync(
            untilRecovered: false,
            wrapReports: inner =>
            {
                store = new GatedReportStore(inner);
                store.Shut();
                return store;
            });
        var exercises = new ExerciseService.ExerciseServiceClient(server.Channel);

        var ready = await server.Http.GetAsync("/healthz/ready");
        var live = await server.Http.GetAsync("/healthz/live");
        var health = await new Health.HealthClient(server.Channel).CheckAsync(new HealthCheckRequest());
        var fault = await Assert.ThrowsAsync<RpcException>(
            async () => await exercises.ListExercisesAsync(new ListExercisesRequest()));
        store!.Open();
        await server.UntilRecoveredAsync();
        var served = await exercises.ListExercisesAsync(new ListExercisesRequest());

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        Assert.Equal(HealthCheckResponse.Types.ServingStatus.NotServing, health.Status);
        Assert.Equal((StatusCode.Unavailable, FaultReasons.Starting), (fault.StatusCode, Fault.ReasonOf(fault)));
        Assert.Single(served.Exercises);
    }
}
