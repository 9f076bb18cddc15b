using System.Diagnostics;

namespace Telemetry.EndToEnd.House;

/// <summary>Sources are read side by side; the editors are told the same width.</summary>
public sealed class WidthTests
{
    private const int Columns = 120;

    [Fact]
    public void Lines_OfEveryTrackedSource_AreAtMost120Columns()
    {
        var files = Tracked();
        Assert.NotEmpty(files);
        var wide = files.SelectMany(WideLines).ToList();
        Assert.True(wide.Count == 0, string.Join('\n', wide));
    }

    private static IEnumerable<string> WideLines(string file) =>
        File.ReadLines(Path.Combine(RepositoryRoot.Path, file))
            .Select((line, at) => (line.Length, Number: at + 1))
            .Where(line => line.Length > Columns)
            .Select(line => $"{file}:{line.Number} has {line.Length} columns");

    /// <summary>Without what builds leave beside the sources.</summary>
    private static List<string> Tracked()
    {
        using var git = Process.Start(new ProcessStartInfo(
            "git", ["ls-files", "-z", "--", "src/*.cs", "tools/*.cs", "tests/*.cs"])
        {
            WorkingDirectory = RepositoryRoot.Path,
            RedirectStandardOutput = true,
        })!;
        var names = git.StandardOutput.ReadToEnd().Split('\0', StringSplitOptions.RemoveEmptyEntries);
        git.WaitForExit();
        Assert.Equal(0, git.ExitCode);
        return [.. names.Where(name => File.Exists(Path.Combine(RepositoryRoot.Path, name)))];
    }
}
