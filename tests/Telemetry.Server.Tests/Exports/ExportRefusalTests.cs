using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemetry.Server.Tests.Exports;

public sealed class ExportRefusalTests
{
    [Theory]
    [InlineData("night/exports/tracks.xlsx", HttpStatusCode.BadRequest, "EXPORT_UNKNOWN")]
    [InlineData("night/exports/places.csv", HttpStatusCode.BadRequest, "EXPORT_UNKNOWN")]
    [InlineData("night/exports/coverage.gpx", HttpStatusCode.BadRequest, "EXPORT_UNSUITED")]
    [InlineData("nowhere/exports/tracks.csv", HttpStatusCode.NotFound, "EXERCISE_NOT_FOUND")]
    [InlineData("night/exports/visits.csv?area=atlantis", HttpStatusCode.NotFound, "AREA_NOT_FOUND")]
    [InlineData("night/exports/tracks.csv?device=nobody", HttpStatusCode.NotFound, "DEVICE_NOT_FOUND")]
    [InlineData("night/exports/tracks.csv?area=old-town", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData("night/exports/gaps.csv?from=yesterday", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData("night/exports/gaps.csv?form=2026-05-01T00:00:00Z", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData(
        "night/exports/gaps.csv?from=2026-05-02T00:00:00Z&to=2026-05-01T00:00:00Z", HttpStatusCode.BadRequest,
        "INVALID_FIELD")]
    [InlineData("night/exports/coverage.csv?to=2026-05-02T00:00:00Z", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    public async Task Export_ThatCannotBe_SaysWhyInTheWordsOfTheServices(
        string path, HttpStatusCode code, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        await Drill.StartAsync(server);

        using var answer = await server.Http.GetAsync($"/v1/exercises/{path}");
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(reason, error.GetProperty("details")[0].GetProperty("reason").GetString());
        Assert.False(answer.Content.Headers.Contains("Content-Disposition"));
    }

    [Fact]
    public async Task Export_OfAnAreaOrDevice_HoldsNothingElse()
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        using var visits = new DuckReader(
            await ExportedNight.FetchAsync(server, "visits.csv", "?area=old-town"), "csv");
        using var tracks = new DuckReader(
            await ExportedNight.FetchAsync(server, "tracks.csv", "?device=bike-2"), "csv");

        Assert.Equal([["z0"], ["z1"]], visits.Query("SELECT DISTINCT place FROM file ORDER BY place"));
        Assert.Equal([["bike-2"]], tracks.Query("SELECT DISTINCT device FROM file"));
    }

    [Fact]
    public async Task Tracks_AsOfBeforeTheyCame_AreNone()
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        using var then = new DuckReader(
            await ExportedNight.FetchAsync(server, "tracks.parquet", "?as_of=2020-01-01T00:00:00Z"), "parquet");

        Assert.Equal([[0L]], then.Query("SELECT count(*) FROM file"));
    }

    [Fact]
    public async Task Export_WithoutTheToken_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(
            settings: "--Auth:Tokens:0=a-token-of-the-tests");

        foreach (var path in (string[])["/v1/exercises/live/exports/tracks.csv"])
            Assert.Equal(HttpStatusCode.Unauthorized, (await server.Http.GetAsync(path)).StatusCode);
    }
}
