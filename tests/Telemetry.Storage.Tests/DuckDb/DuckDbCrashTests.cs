using System.Diagnostics;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Storage.DuckDb;

namespace Telemetry.Storage.Tests.DuckDb;

public sealed class DuckDbCrashTests
{
    private const int Rounds = 4;

    private static readonly CancellationToken None = CancellationToken.None;

    /// <summary>A real process writes, is killed by SIGKILL at an arbitrary moment, and its word is checked.</summary>
    [Fact]
    public async Task Open_AfterKill_HoldsAllThatWasAcknowledged()
    {
        var folder = new TemporaryFolder();
        var path = folder.File("patrol.duckdb");
        var acknowledged = new List<string>();
        for (var round = 0; round < Rounds; round++)
        {
            // The lengths differ so that the kill hits appends, commits and checkpoints.
            acknowledged.AddRange(await RunAndKillAsync(path, round, killAfterLines: 40 + 230 * round));
            await VerifyAsync(path, acknowledged);
        }

        folder.Delete();
    }

    private static async Task<List<string>> RunAndKillAsync(string path, int round, int killAfterLines)
    {
        var child = Path.Combine(AppContext.BaseDirectory, "Telemetry.Storage.CrashChild.dll");
        var startUs = 1_000_000_000L * (round + 1);
        using var process = Process.Start(new ProcessStartInfo("dotnet", [child, path, startUs.ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        var lines = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            lines.Add(line);
            if (lines.Count == killAfterLines)
                process.Kill();
        }

        await process.WaitForExitAsync();
        Assert.True(lines.Count >= killAfterLines, "The child stopped by itself.");
        // The last line may have been cut by the kill.
        lines.RemoveAt(lines.Count - 1);
        return lines;
    }

    private static async Task VerifyAsync(string path, List<string> acknowledged)
    {
        await using var file = await DuckDbFile.OpenAsync(path, new DuckDbOptions(), TimeProvider.System, None);
        var stored = new HashSet<(string Device, long FixUs)>();
        await foreach (var chunk in file.Reports.ReadAllAsync("live", TimeRange.Always, None))
        {
            foreach (var report in chunk.Reports.ToArray())
                Assert.True(stored.Add((chunk.Device.Id, report.FixTimeUs)), "Stored twice.");
        }

        var revisions = await file.Ledger.ReadGapsSinceAsync("live", 0, int.MaxValue, None);
        var gaps = revisions.ToDictionary(row => row.Sequence, row => row.Revision.Gap.Id);
        foreach (var words in acknowledged.Select(line => line.Split(' ')))
        {
            if (words[0] == "gap")
            {
                Assert.Equal(words[2], gaps[long.Parse(words[1])]);
                continue;
            }

            var (device, firstUs, count) = (words[1], long.Parse(words[2]), int.Parse(words[3]));
            for (var us = firstUs; us < firstUs + count; us++)
                Assert.Contains((device, us), stored);
        }

        await AssertRepeatIsKnownAsync(file, stored.Max(report => report.FixUs));
    }

    private static async Task AssertRepeatIsKnownAsync(DuckDbFile file, long storedUs)
    {
        var devices = new List<string>();
        await foreach (var chunk in file.Reports.ReadAllAsync("live", new TimeRange(storedUs, storedUs + 1), None))
            devices.Add(chunk.Device.Id);
        var repeat = new Report { FixTimeUs = storedUs, Position = new(0, 0) };
        var batch = new ReportBatch("live", new DeviceIdentity(devices[0], DeviceKind.Bike, "squad"), new[] { repeat });
        Assert.Equal([AppendOutcome.Duplicate], await file.Reports.AppendAsync(batch, None));
    }
}
