namespace Telemetry.Cli.Tests;

public sealed class PatrolCommandTests
{
    private const string Nowhere = "http://127.0.0.1:1";

    [Theory]
    [InlineData("flags", "list")]
    [InlineData("gaps")]
    [InlineData("gaps", "list", "--kind", "Lazy")]
    [InlineData("gaps", "list", "--from", "yesterday-ish")]
    [InlineData("exercises", "create", "drill")]
    [InlineData("replay", "x.gpx", "--speed", "fast")]
    [InlineData("simulate", "--loss", "1.5")]
    [InlineData("simulate", "--clock-skew", "6m")]
    [InlineData("exercises", "list", "--server", "ftp://nowhere")]
    public async Task RunAsync_WrongUsage_ExitsWithOneLine(params string[] args)
    {
        var ran = await Ran.PatrolAsync(args);
        Assert.Equal(ExitCode.Usage, ran.ExitCode);
        AssertOneLine(ran.Error);
    }

    [Fact]
    public async Task RunAsync_NoServer_IsUnreachable()
    {
        var ran = await Ran.PatrolAsync("exercises", "list", "--server", Nowhere);
        Assert.Equal(ExitCode.Unreachable, ran.ExitCode);
        AssertOneLine(ran.Error);
    }

    [Theory]
    [InlineData("replay", "missing.gpx")]
    [InlineData("plan", "validate", "missing.geojson")]
    [InlineData("simulate", "--plan", "missing.geojson")]
    public async Task RunAsync_NoSuchFile_IsBadInput(params string[] args)
    {
        var ran = await Ran.PatrolAsync([.. args, "--server", Nowhere]);
        Assert.Equal(ExitCode.BadInput, ran.ExitCode);
        AssertOneLine(ran.Error);
    }

    [Fact]
    public async Task RunAsync_Help_ListsEveryCommandAndTheExitCodes()
    {
        var ran = await Ran.PatrolAsync("--help");
        Assert.Equal(ExitCode.Ok, ran.ExitCode);
        string[] commands = ["exercises", "plan", "gaps", "coverage", "devices", "track", "replay", "simulate"];
        foreach (var command in commands)
            Assert.Contains($"  {command}", ran.Out);
        Assert.Contains("5 done in part", ran.Out.ReplaceLineEndings(" "));
    }

    private static void AssertOneLine(string error)
    {
        Assert.StartsWith("patrol: ", error);
        Assert.Single(error.TrimEnd().Split('\n'));
        Assert.DoesNotContain("   at ", error);
    }
}
