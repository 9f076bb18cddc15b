using System.Text.Json;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Score;

/// <summary>Flags of a running server against the truth of a simulated night.</summary>
public sealed class ScoreTests
{
    private static readonly string Plan = Path.Combine(RepositoryRoot.Path, "src", "plans", "old-quarter.geojson");

    [Fact]
    public async Task Score_NothingLostAndEverySecondReported_FlagsAreTheTruth()
    {
        await using var server = await PatrolServer.StartAsync();
        var overdue = await ScoreAsync(server, "--devices", "6", "--duration", "3h", "--period", "1s");
        var trueGaps = overdue.GetProperty("true").GetInt32();
        Assert.InRange(trueGaps, 20, 200);
        Assert.Equal(trueGaps, overdue.GetProperty("flagged").GetInt32());
        Assert.Equal(trueGaps, overdue.GetProperty("matched").GetInt32());
        Assert.Equal(0, overdue.GetProperty("openError").GetProperty("max").GetDouble());
        Assert.Equal(0, overdue.GetProperty("closeError").GetProperty("max").GetDouble());
        Assert.DoesNotContain("score", await PatrolCommand.OutputAsync(server.GrpcUrl, "exercises", "list"));
    }

    [Fact]
    public async Task Score_BadReception_MissesNothingAndConfirmsNothingFalse()
    {
        await using var server = await PatrolServer.StartAsync();
        var overdue = await ScoreAsync(
            server, "--devices", "12", "--duration", "2h", "--period", "10s", "--loss", "0.05", "--noise-m", "5",
            "--dead-zones", "3", "--seed", "2");
        Assert.Equal(0, overdue.GetProperty("missed").GetInt32());
        Assert.Equal(0, overdue.GetProperty("false").GetInt32());
    }

    [Fact]
    public async Task Score_OfADrillThatWasSimulatedBefore_IsTheSameFromTheTruthsFile()
    {
        await using var server = await PatrolServer.StartAsync();
        var truth = Path.Combine(server.Folder, "night.truth");
        string[] night = ["--plan", Plan, "--duration", "90m", "--period", "5s", "--dead-zones", "2"];
        await PatrolCommand.OutputAsync(
            server.GrpcUrl, ["simulate", .. night, "--into-drill", "before", "--truth", truth]);
        var given = await PatrolCommand.RunAsync(server.GrpcUrl, "score", "--truth", truth, "-e", "before", "--json");
        var scored = await PatrolCommand.RunAsync(server.GrpcUrl, ["score", .. night, "--json"]);
        Assert.Equal(scored.ExitCode, given.ExitCode);
        Assert.Equal(Overdue(scored.Out).GetRawText(), Overdue(given.Out).GetRawText());
    }

    [Fact]
    public async Task Score_OfADrillThatIsThere_LeavesItAlone()
    {
        await using var server = await PatrolServer.StartAsync();
        await PatrolCommand.OutputAsync(
            server.GrpcUrl, "simulate", "--plan", Plan, "--duration", "5m", "--into-drill", "mine");
        var refused = await PatrolCommand.RunAsync(
            server.GrpcUrl, "score", "--plan", Plan, "--duration", "5m", "--into-drill", "mine");
        Assert.Equal(3, refused.ExitCode);
        Assert.Contains("mine", await PatrolCommand.OutputAsync(server.GrpcUrl, "exercises", "list"));
    }

    private static async Task<JsonElement> ScoreAsync(PatrolServer server, params string[] options) =>
        Overdue(await PatrolCommand.OutputAsync(server.GrpcUrl, ["score", "--plan", Plan, "--json", .. options]));

    private static JsonElement Overdue(string json) => JsonDocument.Parse(json).RootElement.GetProperty("scores")[0]
        .GetProperty("kinds").EnumerateArray().Single(kind => kind.GetProperty("kind").GetString() == "overdue");
}
