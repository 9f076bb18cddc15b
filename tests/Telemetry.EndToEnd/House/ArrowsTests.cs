using System.Xml.Linq;

namespace Telemetry.EndToEnd.House;

/// <summary>Who may know whom. Any other project reference is refused here.</summary>
public sealed class ArrowsTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["src/Telemetry.Core"] = [],
        ["src/Telemetry.Protos"] = [],
        ["src/Telemetry.Storage"] = ["Telemetry.Core"],
        ["src/Telemetry.Server"] = ["Telemetry.Core", "Telemetry.Protos", "Telemetry.Storage"],
        ["src/Telemetry.Client"] = ["Telemetry.Protos"],
        ["tools/Telemetry.Cli"] = ["Telemetry.Client", "Telemetry.Core", "Telemetry.Protos"],
    };

    [Fact]
    public void References_OfEveryProject_AreTheDesigns()
    {
        var found = Directory.EnumerateFiles(RepositoryRoot.Path, "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(FolderOf, References);
        foreach (var (folder, allowed) in Allowed)
            Assert.Equal(allowed, found[folder].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Core_Packages_AreNetTopologySuiteOnly()
    {
        var project = XDocument.Load(Path.Combine(RepositoryRoot.Path, "src/Telemetry.Core/Telemetry.Core.csproj"));
        var packages = project.Descendants("PackageReference").Select(e => (string)e.Attribute("Include")!);
        Assert.Equal(["NetTopologySuite"], packages);
    }

    [Fact]
    public void Sources_OfCore_KnowNoClockAndNoProtobuf()
    {
        var files = Directory.EnumerateFiles(
            Path.Combine(RepositoryRoot.Path, "src/Telemetry.Core"), "*.cs", SearchOption.AllDirectories);
        var words = new[] { "TimeProvider.System", "Google.Protobuf", "Random.Shared", "Guid.NewGuid", "HttpClient" };
        var guilty = files.Where(file => !file.Contains("/obj/") && words.Any(File.ReadAllText(file).Contains));
        Assert.Empty(guilty);
    }

    private static string FolderOf(string project) =>
        Path.GetRelativePath(RepositoryRoot.Path, Path.GetDirectoryName(project)!).Replace('\\', '/');

    private static List<string> References(string project) =>
        [.. XDocument.Load(project).Descendants("ProjectReference")
            .Select(e => Path.GetFileNameWithoutExtension(((string)e.Attribute("Include")!).Replace('\\', '/')))];
}
