using System.Diagnostics;
using System.Text.RegularExpressions;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.House;

/// <summary>What the README tells a newcomer to type works as it stands there.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] Snippets =
    [
        .. Snippet().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "README.md")))
            .Select(match => match.Groups[1].Value),
    ];

    [Fact]
    public async Task Curl_OfTheReadme_PublishesAReport()
    {
        await using var server = await PatrolServer.StartAsync();
        var curl = Assert.Single(Snippets, snippet => snippet.StartsWith("curl -s ", StringComparison.Ordinal))
            .Replace("http://127.0.0.1:5081/", server.HttpUrl.ToString());

        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", curl]) { RedirectStandardOutput = true })!;
        var answer = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();

        Assert.True(shell.ExitCode == 0, answer);
        Assert.Contains("bike-01", await PatrolCommand.OutputAsync(server.GrpcUrl, "devices"));
    }

    [Fact]
    public async Task LookAround_OfTheReadme_Answers()
    {
        await using var server = await PatrolServer.StartAsync();
        await PatrolCommand.OutputAsync(
            server.GrpcUrl, "exercises", "create", "night", "--start", "2026-03-02T12:00:00Z");
        var commands = Snippets.SelectMany(snippet => snippet.Split('\n'))
            .Where(line => line.StartsWith("tools/patrol ", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(commands);
        foreach (var command in commands)
            Assert.NotEqual("", await PatrolCommand.OutputAsync(server.GrpcUrl, command.Split(' ')[1..]));
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();
}
