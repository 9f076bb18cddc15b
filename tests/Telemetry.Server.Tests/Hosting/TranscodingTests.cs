using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemetry.Server.Tests.Hosting;

public sealed class TranscodingTests
{
    [Fact]
    public async Task Publish_ByJson_StoresAndNamesTheRefused()
    {
        await using var server = await RunningServer.StartAsync();
        var good = new { fixTimeUnixUs = $"{Reports.NowUs}", latitudeDeg = 31.2, longitudeDeg = 121.4 };
        var bad = new { fixTimeUnixUs = $"{Reports.NowUs}", latitudeDeg = 91, longitudeDeg = 121.4 };
        var body = new { device = "devices/web", kind = "DEVICE_KIND_HANDSET", reports = new[] { good, (object)bad } };

        var response = await server.Http.PostAsJsonAsync("/v1/exercises/live/reports:publish", body);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        var devices = await server.Http.GetFromJsonAsync<JsonElement>("/v1/exercises/live/devices");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, answer.GetProperty("stored").GetInt32());
        var refused = answer.GetProperty("rejected")[0];
        Assert.Equal("REJECT_REASON_POSITION_OUT_OF_RANGE", refused.GetProperty("reason").GetString());
        Assert.Equal("exercises/live/devices/web", devices.GetProperty("devices")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task Error_ByJson_CarriesReasonAndDomain()
    {
        await using var server = await RunningServer.StartAsync();

        var response = await server.Http.GetAsync("/v1/exercises/nowhere/gaps");
        var error = await response.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        var info = error.GetProperty("details")[0];
        Assert.Equal("EXERCISE_NOT_FOUND", info.GetProperty("reason").GetString());
        Assert.Equal("patrol.telemetry", info.GetProperty("domain").GetString());
    }

    [Fact]
    public async Task Malformed_ByJson_IsABadRequest()
    {
        await using var server = await RunningServer.StartAsync();
        using var body = new StringContent("{\"device\":", null, "application/json");

        var response = await server.Http.PostAsync("/v1/exercises/live/reports:publish", body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task ServerStream_ByJson_SendsLines()
    {
        await using var server = await RunningServer.StartAsync();

        using var stream = await server.Http.GetStreamAsync("/v1/exercises/live/gaps:watch");
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync().WaitAsync(DeviceStream.Patience);

        Assert.True(JsonDocument.Parse(line!).RootElement.TryGetProperty("snapshotEnd", out _));
    }

    [Fact]
    public async Task Metrics_AfterARefusedCall_CountItByReason()
    {
        await using var server = await RunningServer.StartAsync();
        await server.Http.GetAsync("/v1/exercises/nowhere/gaps");

        var page = await server.Http.GetStringAsync("/metrics");

        Assert.Contains("patrol_calls_refused_total{", page);
        Assert.Contains("reason=\"EXERCISE_NOT_FOUND\"", page);
    }

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Health_OfARunningServer_IsGood(string path)
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal("Healthy", await server.Http.GetStringAsync(path));
    }
}
