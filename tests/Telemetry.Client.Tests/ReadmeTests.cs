using Patrol.Telemetry.V1;
using Telemetry.Client.Tests.Scripted;

namespace Telemetry.Client.Tests;

/// <summary>The snippet of the README runs as it stands there.</summary>
public sealed class ReadmeTests
{
    private const int SnippetIndent = 8;

    [Fact]
    public void Snippet_OfTheReadme_IsTheOneThatRunsHere()
    {
        var readme = File.ReadAllText(Path.Combine(Root, "src/Telemetry.Client/README.md"));
        var snippet = Between(readme, "```csharp\n", "```");
        var source = File.ReadAllText(Path.Combine(Root, "tests/Telemetry.Client.Tests/ReadmeTests.cs"));
        var run = Between(source, "// <snippet>\n", "        // </snippet>");
        var lines = run.Split('\n')
            .Select(line => line.Length > SnippetIndent ? line[SnippetIndent..] : line.TrimStart());
        // The scripted server has a port of its own.
        var asWritten = string.Join('\n', lines)
            .Replace("Address = server.Address,", "Address = new Uri(\"http://127.0.0.1:5080\"),");
        Assert.Equal(snippet, asWritten);
    }

    [Fact(Timeout = 60_000)]
    public async Task Snippet_Run_PublishesItsReport()
    {
        await using var server = await ScriptedServer.StartNewAsync();
        using var folder = new TemporaryFolder();
        var spoolFolder = folder.Path;
        // <snippet>
        await using var device = PatrolDevice.Start(new PatrolDeviceOptions
        {
            Address = server.Address,
            Device = "bike-01",
            Kind = DeviceKind.Bike,
            SpoolFolder = spoolFolder,
        });
        device.Rejected += (why, report) => Console.Error.WriteLine($"refused: {why.Reason} {why.Detail}");

        await device.PublishAsync(new Report
        {
            FixTimeUnixUs = (ulong)DateTimeOffset.Parse("2026-11-20T20:15:00Z").ToUnixTimeMilliseconds() * 1000,
            LatitudeDeg = 31.2262,
            LongitudeDeg = 121.4925,
            SpeedMps = 3.5f,
            BatteryPercent = 87,
            Status = DeviceStatus.OnPatrol,
        });

        await device.FlushAsync();
        // </snippet>
        Assert.Equal(1, server.Ingest.StoredCount);
    }

    private static string Root
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(Path.Combine(at.FullName, "Telemetry.sln")))
                    return at.FullName;
            }

            throw new DirectoryNotFoundException("These tests run inside the repository");
        }
    }

    private static string Between(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }
}
