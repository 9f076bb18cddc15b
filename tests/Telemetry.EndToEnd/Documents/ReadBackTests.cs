using System.Text.Json;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Documents;

/// <summary>
/// What a night of the sample quarter leaves on paper and for other maps, opened by readers that had no part in it.
/// </summary>
public sealed class ReadBackTests : IAsyncLifetime
{
    private const string Drill = "simulation";
    private static readonly string Readers = Path.Combine(RepositoryRoot.Path, "tests", "readers");
    private static readonly string Plan = Path.Combine(RepositoryRoot.Path, "src", "plans", "old-quarter.geojson");

    private PatrolServer? _server;

    public async Task InitializeAsync()
    {
        _server = await PatrolServer.StartAsync();
        await PatrolCommand.OutputAsync(
            _server.GrpcUrl, "simulate", "--plan", Plan, "--duration", "90m", "--dead-zones", "2", "--json");
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    /// <summary>By togeojson; features and names as our own GeoJSON has them, which other tests read.</summary>
    [SkippableTheory]
    [InlineData("visits")]
    [InlineData("gaps")]
    [InlineData("coverage")]
    public async Task Kml_ReadByALibrary_HasThePlacesOfTheGeoJson(string subject)
    {
        var told = await ExportAsync(subject, "geojson");
        var read = await ReadKmlAsync(subject);

        Assert.NotEmpty(told);
        Assert.Equal(told.Select(NameOf).Order(), read.Select(NameOf).Order());
        Assert.Equal(GroundsOf(told), GroundsOf(read));
    }

    [SkippableFact]
    public async Task TracksKml_ReadByALibrary_HasEveryFixInALine()
    {
        var fixes = await ExportAsync("tracks", "geojson");
        var lines = await ReadKmlAsync("tracks");

        var corners = lines.Sum(line => line.GetProperty("geometry").GetProperty("coordinates").GetArrayLength());
        Assert.All(lines, line =>
            Assert.Equal("LineString", line.GetProperty("geometry").GetProperty("type").GetString()));
        Assert.Equal(fixes.Count, corners);
        Assert.Equal(10, lines.Select(NameOf).Distinct().Count());
    }

    /// <summary>In both languages; its pages are in the ignored folder artifacts for a person to look at.</summary>
    [SkippableTheory]
    [InlineData("en", "Shift report", "Drum Square")]
    [InlineData("zh", "勤务报告", "鼓楼广场")]
    public async Task ReportPdf_ReadByPoppler_HasItsWordsOnAFewPages(string language, string title, string place)
    {
        var pdf = Path.Combine(_server!.Folder, $"report-{language}.pdf");
        var printed = await PatrolCommand.RunAsync(
            _server.GrpcUrl, "report", "-e", Drill, "--lang", language, "--pdf", pdf);
        Skip.If(printed.Error.Contains("is installed", StringComparison.Ordinal), "Chromium is not installed");
        Assert.Equal((0, ""), (printed.ExitCode, printed.Error));

        var text = await OtherProgram.OutputAsync("pdftotext", _server.Folder, "-layout", pdf, "-");
        var artifacts = Directory.CreateDirectory(Path.Combine(RepositoryRoot.Path, "artifacts", "report")).FullName;
        await OtherProgram.OutputAsync("pdftoppm", artifacts, "-png", "-r", "60", pdf, $"report-{language}");

        Assert.Contains(title, text);
        Assert.Contains(place, text);
        Assert.InRange(Directory.GetFiles(artifacts, $"report-{language}-*.png").Length, 1, 8);
    }

    private async Task<List<JsonElement>> ReadKmlAsync(string subject)
    {
        Skip.IfNot(
            Directory.Exists(Path.Combine(Readers, "node_modules")),
            "the readers are not installed: npm ci in tests/readers");
        var file = await ExportFileAsync(subject, "kml");
        return FeaturesOf(await OtherProgram.OutputAsync("node", Readers, "kml.mjs", file));
    }

    private async Task<List<JsonElement>> ExportAsync(string subject, string format) =>
        FeaturesOf(await File.ReadAllTextAsync(await ExportFileAsync(subject, format)));

    private async Task<string> ExportFileAsync(string subject, string format)
    {
        var file = Path.Combine(_server!.Folder, $"{subject}.{format}");
        string[] span = subject == "coverage" ? ["--from", "2026-06-01T12:00:00Z", "--to", "2026-06-01T13:30:00Z"] : [];
        await PatrolCommand.OutputAsync(
            _server.GrpcUrl, ["export", subject, "-e", Drill, "-f", format, "-o", file, .. span]);
        return file;
    }

    private static List<JsonElement> FeaturesOf(string collection) =>
        [.. JsonDocument.Parse(collection).RootElement.GetProperty("features").EnumerateArray()];

    private static string NameOf(JsonElement feature) =>
        feature.GetProperty("properties").GetProperty("name").GetString()!;

    /// <summary>How many features of each kind of geometry; of a device there is none.</summary>
    private static IEnumerable<(string? Type, int Count)> GroundsOf(List<JsonElement> features) => features
        .Select(feature => feature.GetProperty("geometry"))
        .GroupBy(geometry => geometry.ValueKind == JsonValueKind.Null ? null : geometry.GetProperty("type").GetString())
        .Select(group => (group.Key, group.Count()))
        .Order();
}
