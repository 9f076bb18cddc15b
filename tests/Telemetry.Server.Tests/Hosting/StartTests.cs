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
            () => new Listeners(new ServerOptions { GrpcUrl = new Uri($"http://{host}:5080") }, credentialsConfigured: false));

        Assert.Contains("no credentials are configured", refusal.Message);
    }

    [Theory]
    [InlineData("127.0.0.1", false)]
    [InlineData("[::1]", false)]
    [InlineData("localhost", false)]
    [InlineData("0.0.0.0", true)]
    public void Listeners_LoopbackOrCredentials_AreAllowed(string host, bool credentialsConfigured)
    {
        var listeners = new Listeners(new ServerOptions { HttpUrl = new Uri($"http://{host}:5081") }, credentialsConfigured);

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

        Assert.Matches(@"^listening grpc=http://127\.0\.0\.1:[1-9]\d+ http=http://127\.0\.0\.1:[1-9]\d+ store=duckdb:.+$", line);
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
            [System.Net.HttpStatusCode.Unauthorized, System.Net.HttpStatusCode.Unauthorized, System.Net.HttpStatusCode.Unauthorized],
            new[] { json.StatusCode, jsonWrong.StatusCode, metrics.StatusCode });
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
        var grpc = await new Patrol.Telemetry.V1.ExerciseService.ExerciseServiceClient(server.Channel).ListExercisesAsync(
            new(), new Grpc.Core.Metadata { { "authorization", $"Bearer {Token}" } });

        Assert.True(json.IsSuccessStatusCode);
        Assert.True(health.IsSuccessStatusCode);
        Assert.Equal("exercises/live", Assert.Single(grpc.Exercises).Name);
    }
}
