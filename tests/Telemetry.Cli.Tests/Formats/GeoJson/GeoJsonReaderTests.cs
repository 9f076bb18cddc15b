using System.Text;
using Telemetry.Cli.Formats;
using Telemetry.Core.Geo;

namespace Telemetry.Cli.Tests.Formats.GeoJson;

public sealed class GeoJsonReaderTests
{
    [Theory]
    [InlineData("""{"coordTimes":["2026-03-07T20:00:00Z","2026-03-07T20:00:01Z"]}""")]
    [InlineData("""{"times":[1772913600,1772913601]}""")]
    [InlineData("""{"times":[1772913600000,1772913601000]}""")]
    [InlineData("""{"coordinateProperties":{"times":["2026-03-07T20:00:00Z","2026-03-07T20:00:01Z"]}}""")]
    public async Task ReadAsync_LineWithTimes_GivesItsFixes(string properties)
    {
        var line = Feature("LineString", "[[121.5,31.2,4],[121.6,31.3]]", properties);

        var read = await TrackSample.ReadAsync("a.geojson", line);

        var fixes = Assert.Single(read.Tracks).Fixes;
        Assert.Equal(TrackSample.Us("2026-03-07T20:00:01Z"), fixes[1].FixTimeUs);
        Assert.Equal(new GeoPoint(31.2, 121.5), fixes[0].Position);
        Assert.Equal(4f, fixes[0].AltitudeM);
        Assert.Null(fixes[1].AltitudeM);
    }

    [Fact]
    public async Task ReadAsync_MultiLine_IsOneTrack()
    {
        var read = await TrackSample.ReadAsync("a.geojson", Feature(
            "MultiLineString", "[[[1,2],[1,3]],[[1,4],[1,5]]]", """{"coordTimes":[[1,2],[3,4]]}"""));

        Assert.Equal([2.0, 3, 4, 5], Assert.Single(read.Tracks).Fixes.Select(fix => fix.Position.LatitudeDeg));
    }

    [Fact]
    public async Task ReadAsync_PointsOfDevices_AreATrackEach()
    {
        string Point(string device, int second) =>
            Feature("Point", "[121.5,31.2]", $$"""{"device":"{{device}}","time":{{second}},"speed_mps":2}""");

        var read = await TrackSample.ReadAsync("a.json", Collection(Point("b", 1), Point("a", 1), Point("b", 2)));

        Assert.Equal([("b", 2), ("a", 1)], read.Tracks.Select(track => (track.Name, track.Fixes.Count)));
        Assert.Equal(2f, read.Tracks[0].Fixes[0].SpeedMps);
    }

    [Fact]
    public async Task ReadAsync_BadPositions_AreReportedByNumber()
    {
        var read = await TrackSample.ReadAsync("a.geojson", Collection(
            Feature("LineString", """[[1,2],["x",2],[1,99],[1,2]]""", """{"times":[1,2,3,"never"]}"""),
            Feature("LineString", "[[1,2],[1,3]]", """{"times":[1]}"""),
            Feature("LineString", "[[1,2]]", "null"),
            Feature("Polygon", "[]", "{}")));

        Assert.Single(Assert.Single(read.Tracks).Fixes);
        Assert.Equal([2, 3, 4, 4, 5, 5], read.Faults.Select(fault => fault.Row));
    }

    [Fact]
    public async Task ReadAsync_WithoutTimes_IsRefusedByName()
    {
        var refused = await TrackSample.FailsAsync("a.geojson", Feature("LineString", "[[1,2],[1,3]]", "{}"));

        Assert.Equal("a.geojson: GeoJSON without times: none of its 2 positions has one", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_CutShort_NamesTheLine()
    {
        var whole = Feature("LineString", "[[1,2],\n[1,3]]", """{"times":[1,2]}""");

        var refused = await TrackSample.FailsAsync("a.geojson", whole[..^20]);

        Assert.Equal(2, refused.Line);
    }

    [Fact]
    public async Task ReadAsync_NotUtf8_NamesTheLine()
    {
        var bytes = Encoding.Latin1.GetBytes(Feature("Point", "[1,2]", "{\"time\":1,\n\"note\":\"caf\u00E9\"}"));

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => TrackSample.ReadAsync("a.geojson", bytes));

        Assert.Equal(2, refused.Line);
    }

    [Theory]
    [InlineData("""{"type":"Topology"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"FeatureCollection","features":7}""")]
    public async Task ReadAsync_OtherJson_IsRefused(string text) =>
        Assert.Contains("not GeoJSON", (await TrackSample.FailsAsync("a.geojson", text)).Reason);

    [Theory]
    [InlineData("""{"type":"Feature","geometry":null,"properties":null}""")]
    [InlineData("""{"type":"Feature","geometry":{"type":"Point"},"properties":{"time":1}}""")]
    [InlineData("""{"type":"Feature","geometry":{"type":"LineString","coordinates":7},"properties":{"times":[1]}}""")]
    [InlineData("""{"type":"Feature","geometry":{"type":"MultiLineString","coordinates":[7]}}""")]
    [InlineData("""{"type":"Feature","geometry":{"type":"\uD800"}}""")]
    public async Task ReadAsync_BrokenFeature_IsReported(string feature) =>
        Assert.NotEmpty((await TrackSample.ReadAsync("a.geojson", Collection(feature))).Faults);

    [Fact]
    public async Task ReadAsync_EscapedTimes_AreRead()
    {
        var point = Feature("Point", "[1,2]", """{"time":"2026-03-07T20:00:00\u002B08:00"}""");
        var broken = Feature("Point", "[1,2]", """{"time":"\uD800"}""");

        var read = await TrackSample.ReadAsync("a.geojson", Collection(point, broken));

        Assert.Equal(TrackSample.Us("2026-03-07T12:00:00Z"), read.Tracks[0].Fixes[0].FixTimeUs);
        Assert.Equal(2, Assert.Single(read.Faults).Row);
    }

    private static string Feature(string type, string coordinates, string properties) =>
        $$"""{"type":"Feature","geometry":{"type":"{{type}}","coordinates":{{coordinates}}},"""
        + $$"""
        "properties":{{properties}}}
        """;

    private static string Collection(params string[] features) =>
        $$"""{"type":"FeatureCollection","features":[{{string.Join(",", features)}}]}""";
}
