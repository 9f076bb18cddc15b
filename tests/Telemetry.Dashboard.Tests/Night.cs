using System.Net.Http.Json;
using Telemetry.TestServers;

namespace Telemetry.Dashboard.Tests;

/// <summary>
/// A drill of the sample quarter from the beginning of its night duty, at 20:00; one bike rides, its clock is ours.
/// </summary>
internal sealed class Night(PatrolServer server) : IDisposable
{
    public const string Id = "night";
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly HttpClient _http = new() { BaseAddress = server.HttpUrl };

    public async Task BeginAsync()
    {
        await PostAsync(
            $"/v1/exercises?exerciseId={Id}", new { displayName = "Night rehearsal", startTime = Start });
        await PostAsync(
            $"/v1/exercises/{Id}/plan:apply", new { geojson = File.ReadAllBytes(PlanPath()), author = "test" });
    }

    /// <summary>A bike goes east, a fix every 10 seconds, and then the clock comes to the end of its ride.</summary>
    public async Task RideAsync(int fromSecond, int toSecond)
    {
        for (var second = fromSecond; second < toSecond; second += 3_000)
        {
            var end = Math.Min(toSecond, second + 3_000);
            var reports = Enumerable.Range(0, (end - second) / 10).Select(n => second + (n * 10)).Select(at => new
            {
                fixTimeUnixUs = ((Start.ToUnixTimeSeconds() + at) * 1_000_000).ToString(),
                latitudeDeg = 31.2262 + (0.001 * Math.Sin(at / 300.0)),
                longitudeDeg = 121.4925 + (0.002 * Math.Cos(at / 300.0)),
                headingDeg = at / 5 % 360,
                batteryPercent = 81,
            });
            await PostAsync($"/v1/exercises/{Id}/reports:publish", new { device = "devices/bike-01", reports });
        }

        await AdvanceAsync(toSecond);
    }

    public Task AdvanceAsync(int second) =>
        PostAsync($"/v1/exercises/{Id}:advanceClock", new { clockTime = Start.AddSeconds(second) });

    public void Dispose() => _http.Dispose();

    private static string PlanPath()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Telemetry.sln")))
            folder = Path.GetDirectoryName(folder.TrimEnd(Path.DirectorySeparatorChar))!;
        return Path.Combine(folder, "src", "plans", "old-quarter.geojson");
    }

    private async Task PostAsync(string path, object body)
    {
        using var answer = await _http.PostAsJsonAsync(new Uri(path, UriKind.Relative), body);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
