using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Telemetry.Server.Tests.Exports;

namespace Telemetry.Server.Tests.Reporting;

public sealed class ReportTests
{
    [Fact]
    public async Task Report_OfANight_TellsWhatTheCallsTell()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await ExportedNight.PlayAsync(server);
        var gaps = await drill.Gaps.ListGapsAsync(new() { Parent = Drill.Name, PageSize = 1_000 });

        var page = Rows(await server.Http.GetStringAsync($"/v1/{Drill.Name}/report{ExportedNight.Span}&lang=en"));

        // Zone 4 is in no area.
        Assert.Contains(page, row => row is ["Old town", "4", "2", "4 min", "4 min", ..]);
        Assert.Contains(page, row => row is ["Whole plan", "5", "3", "6 min", "6 min", ..]);
        Assert.Contains(page, row => row is ["Zone 0", "1", "2 min", "2 min", ..]);
        var overdue = gaps.Gaps.Where(gap => gap.Kind == Patrol.Telemetry.V1.GapKind.Overdue).ToList();
        var sure = overdue.Count(gap => gap.Certainty == Patrol.Telemetry.V1.Certainty.Confirmed);
        string[] tally = ["Overdue", $"{overdue.Count}", $"{sure}", $"{overdue.Count - sure}"];
        Assert.Contains(page, row => row.Take(4).SequenceEqual(tally));
        // Gaps and kinds; each gap is a line.
        Assert.Equal(overdue.Count + 1, page.Count(row => row[0] == "Overdue"));
    }

    [Fact]
    public async Task Report_InChineseOfAnArea_HasNothingOfOthers()
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        var page = await server.Http.GetStringAsync(
            $"/v1/{Drill.Name}/report{ExportedNight.Span}&lang=zh&area=old-town");

        Assert.Contains("<html lang=\"zh\">", page);
        Assert.Contains("演练", page);
        Assert.Contains("Zone 3", page);
        Assert.DoesNotContain("Zone 4", page);
        // Every word that is shown was translated: an absent one would have failed.
        Assert.DoesNotContain("<script", page);
    }

    [Fact]
    public async Task Report_WithMarkupInAName_ShowsItAsText()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await ExportedNight.PlayAsync(server);
        var plan = Drill.Plan().ToStringUtf8().Replace("Zone 0", "<img src=x onerror=alert(1)> & \\\"quoted\\\"");
        await drill.Plans.ApplyPlanAsync(new()
        {
            Exercise = Drill.Name,
            Geojson = Google.Protobuf.ByteString.CopyFromUtf8(plan),
            Author = "tests",
        });

        var page = await server.Http.GetStringAsync($"/v1/{Drill.Name}/report{ExportedNight.Span}&lang=en");

        Assert.DoesNotContain("<img", page);
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quoted&quot;", page);
    }

    [Fact]
    public async Task Report_WithoutATime_IsOfTheLastDay()
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        var page = await server.Http.GetStringAsync($"/v1/{Drill.Name}/report?lang=en");

        Assert.Contains("2026-04-30 20:45 – 2026-05-01 20:45", page);
    }

    [Theory]
    [InlineData("nowhere/report", HttpStatusCode.NotFound, "EXERCISE_NOT_FOUND")]
    [InlineData("night/report?area=atlantis", HttpStatusCode.NotFound, "AREA_NOT_FOUND")]
    [InlineData("night/report?lang=fr", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData("night/report?from=2026-05-01T20:00:00Z", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData(
        "night/report?from=2026-05-01T20:00:00Z&to=2026-05-01T19:00:00Z", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    [InlineData(
        "night/report?from=2026-05-01T20:00:00Z&to=2026-07-01T20:00:00Z", HttpStatusCode.BadRequest, "INVALID_FIELD")]
    public async Task Report_ThatCannotBe_SaysWhy(string path, HttpStatusCode code, string reason)
    {
        await using var server = await RunningServer.StartAsync();
        await Drill.StartAsync(server);

        using var answer = await server.Http.GetAsync($"/v1/exercises/{path}");
        var error = await answer.Content.ReadFromJsonAsync<JsonElement>();

        Assert.Equal(code, answer.StatusCode);
        Assert.Equal(reason, error.GetProperty("details")[0].GetProperty("reason").GetString());
    }

    /// <summary>The texts of each table row; every table and picture is well-formed.</summary>
    private static List<string[]> Rows(string page)
    {
        foreach (Match picture in Regex.Matches(page, "<svg.*?</svg>", RegexOptions.Singleline))
            XElement.Parse(picture.Value);
        return
        [
            .. Regex.Matches(page, "<table>.*?</table>", RegexOptions.Singleline)
                .SelectMany(table => XElement.Parse(table.Value).Descendants("tr"))
                .Select(row => row.Elements().Select(cell => cell.Value.Trim()).ToArray()),
        ];
    }
}
