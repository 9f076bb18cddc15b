using Telemetry.Core.Gaps;

namespace Telemetry.Server.Tests.Exports;

/// <summary>
/// A drill of three quarters of an hour: bike-1 stands in zones 0 and 1 with a silence between, bike-2 in zone 4.
/// </summary>
internal static class ExportedNight
{
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(45);

    /// <summary>Fixes of each stay, ten seconds apart.</summary>
    public const int FixesOfAStay = 13;

    public static async Task<Drill> PlayAsync(RunningServer server)
    {
        var drill = await Drill.StartAsync(server);
        await StandAsync(drill, 0, 5, "bike-1");
        await StandAsync(drill, 1, 20, "bike-1");
        await StandAsync(drill, 4, 30, "bike-2");
        await drill.AdvanceAsync(Length);
        // Of a device: nowhere on a map.
        await drill.RecordAsync(Drill.GapOf(GapKind.LowBattery, "bike-2", "low_battery"));
        return drill;
    }

    private static async Task StandAsync(Drill drill, int zone, int minute, string device)
    {
        await drill.AdvanceAsync(TimeSpan.FromMinutes(minute));
        await drill.StandAsync(zone, TimeSpan.FromMinutes(minute), TimeSpan.FromMinutes(minute + 2), device);
    }

    public static async Task<byte[]> FetchAsync(RunningServer server, string file, string query = "")
    {
        using var answer = await server.Http.GetAsync($"/v1/{Drill.Name}/exports/{file}{query}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.IsSuccessStatusCode, System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal($"attachment; filename=night-{file}", answer.Content.Headers.ContentDisposition!.ToString()
            .Replace("\"", "", StringComparison.Ordinal));
        return bytes;
    }

    public static string Span =>
        $"?from={Text(Drill.Start)}&to={Text(Drill.Start + Length)}";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ");
}
