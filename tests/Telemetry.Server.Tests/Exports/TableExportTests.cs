namespace Telemetry.Server.Tests.Exports;

/// <summary>CSV and Parquet, read by DuckDB.</summary>
public sealed class TableExportTests
{
    private static readonly DateTime First = (Drill.Start + TimeSpan.FromMinutes(5)).UtcDateTime;

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Tracks_ReadByDuckDb_AreTheReports(string format)
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        using var duck = new DuckReader(await ExportedNight.FetchAsync(server, $"tracks.{format}"), format);
        var rows = duck.Query(
            """
            SELECT device, kind, count(*), min(fix_time)::TIMESTAMP, min(latitude_deg), max(longitude_deg),
                count(altitude_m), bool_or(too_late), typeof(any_value(fix_time))
            FROM file GROUP BY ALL ORDER BY device
            """);

        Assert.Equal(2, rows.Count);
        Assert.Equal(
            ["bike-1", "bike", 2L * ExportedNight.FixesOfAStay, First, 31.2], rows[0][..5]);
        Assert.Equal(121.41, (double)rows[0][5]!, 9);
        Assert.Equal([0L, false, "TIMESTAMP WITH TIME ZONE"], rows[0][6..]);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Visits_ReadByDuckDb_AreThoseThatCoverageCounts(string format)
    {
        await using var server = await RunningServer.StartAsync();
        await ExportedNight.PlayAsync(server);

        var file = await ExportedNight.FetchAsync(server, $"visits.{format}", ExportedNight.Span);
        using var visits = new DuckReader(file, format);
        file = await ExportedNight.FetchAsync(server, $"coverage.{format}", ExportedNight.Span);
        using var coverage = new DuckReader(file, format);

        Assert.Equal(
            [["z0", "Zone 0", "old-town", 120d, "bike-1"], ["z1", "Zone 1", "old-town", 120d, "bike-1"],
                ["z4", "Zone 4", null, 120d, "bike-2"]],
            visits.Query("SELECT place, name, area, duration_s::DOUBLE, devices FROM file ORDER BY place"));
        Assert.Equal(
            [["plan", 3L], ["areas/old-town", 2L], ["places/z0", 1L], ["places/z1", 1L], ["places/z4", 1L]],
            coverage.Query(
                "SELECT subject, visit_count::BIGINT FROM file WHERE visit_count > 0 "
                + "ORDER BY visit_count DESC, subject"));
        Assert.Equal(
            [[(Drill.Start + TimeSpan.FromMinutes(5.5)).UtcDateTime]],
            visits.Query("SELECT reached_time::TIMESTAMP FROM file WHERE place = 'z0'"));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task Gaps_ReadByDuckDb_AreThoseListed(string format)
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await ExportedNight.PlayAsync(server);
        var listed = await drill.Gaps.ListGapsAsync(new() { Parent = Drill.Name, PageSize = 1_000 });

        using var duck = new DuckReader(await ExportedNight.FetchAsync(server, $"gaps.{format}"), format);
        var rows = duck.Query("SELECT gap, subject, open_time::TIMESTAMP, close_time::TIMESTAMP FROM file");

        Assert.NotEmpty(listed.Gaps);
        Assert.Equal(
            listed.Gaps.Select(gap => new object?[]
            {
                gap.Name.Split('/')[^1], gap.Subject, gap.OpenTime.ToDateTime(), gap.CloseTime?.ToDateTime(),
            }),
            rows);
    }

    [Fact]
    public async Task Parquet_OfMoreRowsThanAGroup_HasThemAll()
    {
        await using var body = new MemoryStream();
        var export = new Server.Exports.ExportBody(body);
        const int Rows = (Server.Exports.ExportLimits.RowGroupRows * 2) + 7;
        var sheet = new Server.Exports.ExportSheet(
            "many",
            [new("n", Server.Exports.ExportType.Whole), new("word", Server.Exports.ExportType.Text)],
            Enumerable.Range(0, Rows).Select(n => new Server.Exports.ExportRow([n, n % 2 == 0 ? null : $"w{n}"]))
                .ToAsyncEnumerable());

        await Server.Exports.ParquetFormat.WriteAsync(sheet, export, CancellationToken.None);
        await export.SendAsync(CancellationToken.None);

        using var duck = new DuckReader(body.ToArray(), "parquet");
        Assert.Equal(
            [[(long)Rows, (long)Rows / 2, (long)Rows * (Rows - 1) / 2]],
            duck.Query("SELECT count(*), count(word), sum(n)::BIGINT FROM file"));
    }

    [Fact]
    public async Task Csv_OfTextThatNeedsQuotes_IsReadBackAsItWas()
    {
        await using var body = new MemoryStream();
        var export = new Server.Exports.ExportBody(body);
        const string Awkward = "a \"quoted\", name\r\non two lines; 巡逻";
        var sheet = new Server.Exports.ExportSheet(
            "one", [new("name", Server.Exports.ExportType.Text), new("n", Server.Exports.ExportType.Whole)],
            new[] { new Server.Exports.ExportRow([Awkward, 1]) }.ToAsyncEnumerable());

        await Server.Exports.CsvFormat.WriteAsync(sheet, export, CancellationToken.None);
        await export.SendAsync(CancellationToken.None);

        using var duck = new DuckReader(body.ToArray(), "csv");
        Assert.Equal(Awkward, duck.Query("SELECT name FROM file")[0][0]);
    }
}
