using System.Net;
using Patrol.Telemetry.V1;
using Telemetry.Server.Hosting;

namespace Telemetry.Server.Tests.Hosting;

public sealed class StartTests
{
    private const string Token = "0123456789abcdef";

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("[::]")]
    [InlineData("192.0.2.7")]
    public void Listeners_BeyondLoopbackWithoutCredentials_AreRefused(string host)
    {
        var refusal = Assert.Throws<StartException>(
            () => new Listeners(new ServerOptions { GrpcUrl = new Uri($"http://{host}:5080") }, false));

        Assert.Contains("no credentials are configured", refusal.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("[::1]", false)]
    [InlineData("localhost", false)]
    [InlineData("0.0.0.0", true)]
    public void Listeners_LoopbackOrCredentials_AreAllowed(string host, bool credentialsConfigured)
    {
        var options = new ServerOptions { HttpUrl = new Uri($"http://{host}:5081") };
        var listeners = new Listeners(options, credentialsConfigured);

        Assert.Equal(5081, listeners.HttpUrl.Port);
    }

    [Theory]
    [InlineData("--Auth:Tokens:0=short", "Auth")]
    [InlineData("--Server:GrpcUrl=ftp://127.0.0.1", "GrpcUrl")]
    [InlineData("--Server:GrpcUrl=http://a.host.name:1", "GrpcUrl")]
    [InlineData("--Server:GrpcUrI=http://127.0.0.1:1", "Server")]
    [InlineData("--Storage:Reports=Paper", "Storage")]
    [InlineData("--Storage:DuckDb:MemoryLimitMib=1", "Storage:DuckDb")]
    public async Task Build_WrongSetting_IsRefusedByName(string setting, string named)
    {
        var refusal = await Assert.ThrowsAsync<StartException>(() => PatrolServer.BuildAsync([setting]));

        Assert.Contains(named, refusal.Message);
    }

    [Fact]
    public async Task ListeningLine_FreePorts_ShowsThoseTaken()
    {
        await using var server = await RunningServer.StartAsync();

        var line = PatrolServer.ListeningLine(server.App.Services);

        const string Address = @"http://127\.0\.0\.1:[1-9]\d+";
        Assert.Matches($"^listening grpc={Address} http={Address} store=duckdb:.+$", line);
    }

    [Fact]
    public async Task Call_WithoutKnownToken_IsRefusedOnBothDoors()
    {
        await using var server = await RunningServer.StartAsync(settings: [$"--Auth:Tokens:0={Token}"]);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, "/v1/exercises");
        wrong.Headers.Add("Authorization", "Bearer 0123456789abcdeg");

        var json = await server.Http.GetAsync("/v1/exercises");
        var jsonWrong = await server.Http.SendAsync(wrong);
        var metrics = await server.Http.GetAsync("/metrics");
        var grpc = await Assert.ThrowsAsync<Grpc.Core.RpcException>(
            async () => await server.Ingest.PublishBatchAsync(new()));

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized),
            (json.StatusCode, jsonWrong.StatusCode, metrics.StatusCode));
        Assert.Equal(Grpc.Core.StatusCode.Unauthenticated, grpc.StatusCode);
    }

    [Fact]
    public async Task Call_WithKnownToken_IsServedOnBothDoorsAndHealthNeedsNone()
    {
        await using var server = await RunningServer.StartAsync(settings: [$"--Auth:Tokens:0={Token}"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/exercises");
        request.Headers.Add("Authorization", $"Bearer {Token}");

        var json = await server.Http.SendAsync(request);
        var health = await server.Http.GetAsync("/healthz/ready");
        var exercises = new ExerciseService.ExerciseServiceClient(server.Channel);
        var grpc = await exercises.ListExercisesAsync(
            new ListExercisesRequest(), new Grpc.Core.Metadata { { "authorization", $"Bearer {Token}" } });

        Assert.True(json.IsSuccessStatusCode);
        Assert.True(health.IsSuccessStatusCode);
        Assert.Equal("exercises/live", Assert.Single(grpc.Exercises).Name);
    }
}
