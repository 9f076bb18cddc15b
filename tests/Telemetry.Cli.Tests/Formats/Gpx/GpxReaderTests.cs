using System.Text;
using Telemetry.Cli.Formats;

namespace Telemetry.Cli.Tests.Formats.Gpx;

public sealed class GpxReaderTests
{
    private const string Point = "<trkpt lat='31.2' lon='121.5'><time>2026-03-07T20:00:00Z</time></trkpt>";

    [Fact]
    public async Task ReadAsync_Gpx10_TakesCourseAndSpeed()
    {
        var read = await TrackSample.ReadAsync("a.gpx", Document(
            "<trkpt lat='31.2' lon='121.5'><ele>4.5</ele><time>2026-03-07T20:00:00.25+08:00</time>"
            + "<course>270.5</course><speed>3.5</speed><hdop>0.8</hdop></trkpt>",
            "http://www.topografix.com/GPX/1/0"));

        var fix = Assert.Single(Assert.Single(read.Tracks).Fixes);
        Assert.Equal(TrackSample.Us("2026-03-07T12:00:00.25Z"), fix.FixTimeUs);
        Assert.Equal((4.5f, 3.5f, 270.5f, 4f), (fix.AltitudeM, fix.SpeedMps, fix.HeadingDeg, fix.AccuracyM));
    }

    [Fact]
    public async Task ReadAsync_Gpx11Extensions_TakesSpeedAndIgnoresTheRest()
    {
        var read = await TrackSample.ReadAsync("a.gpx", Document(
            "<trkpt lat='31.2' lon='121.5'><time>2026-03-07T20:00:00Z</time><extensions>"
            + "<x:TrackPointExtension xmlns:x='urn:x'><x:hr>120</x:hr><x:time>never</x:time><x:speed>2</x:speed>"
            + "<x:course>-90</x:course></x:TrackPointExtension></extensions></trkpt>" + Point));

        Assert.Empty(read.Faults);
        Assert.Equal((2f, 270f), (read.Tracks[0].Fixes[0].SpeedMps, read.Tracks[0].Fixes[0].HeadingDeg));
        Assert.Equal(2, read.Tracks[0].Fixes.Count);
    }

    [Fact]
    public async Task ReadAsync_SeveralTracksAndEmptySegments_NumbersThoseWithFixes()
    {
        var read = await TrackSample.ReadAsync(
            "walk.gpx", $"<gpx><trk><trkseg/></trk><trk><trkseg>{Point}</trkseg><trkseg></trkseg></trk>"
            + $"<trk><name>x</name><trkseg>{Point}</trkseg></trk></gpx>");

        Assert.Equal(["walk-1", "walk-2"], read.Tracks.Select(track => track.Name));
    }

    [Theory]
    [InlineData("<trkpt lat='91' lon='1'><time>2026-03-07T20:00:00Z</time></trkpt>", "latitude 91 is not within")]
    [InlineData("<trkpt lat='1' lon='-180.5'><time>2026-03-07T20:00Z</time></trkpt>", "longitude -180.5 is not within")]
    [InlineData("<trkpt lat='NaN' lon='1'><time>2026-03-07T20:00:00Z</time></trkpt>", "latitude NaN is not within")]
    [InlineData("<trkpt lat='0' lon='0'><time>2026-03-07T20:00:00Z</time></trkpt>", "position 0, 0")]
    [InlineData("<trkpt lat='53,3' lon='1'><time>2026-03-07T20:00:00Z</time></trkpt>", "lat '53,3' is not a number")]
    [InlineData("<trkpt lon='1'><time>2026-03-07T20:00:00Z</time></trkpt>", "point without lat or lon")]
    [InlineData("<trkpt lat='1' lon='1'><time>soon</time></trkpt>", "time 'soon' is not understood")]
    [InlineData("<trkpt lat='1' lon='1'><time></time></trkpt>", "point without time")]
    [InlineData("<trkpt lat='1' lon='1'/>", "point without time")]
    [InlineData("<trkpt lat='1' lon='1'><ele>high</ele><time>2026-03-07T20:00:00Z</time></trkpt>", "ele 'high'")]
    public async Task ReadAsync_BadPoint_IsReportedAndTheOtherKept(string bad, string reason)
    {
        var read = await TrackSample.ReadAsync("a.gpx", Document($"\n{bad}\n{Point}"));

        Assert.Single(read.Tracks[0].Fixes);
        var fault = Assert.Single(read.Faults);
        Assert.Equal(("a.gpx", 2), (fault.File, fault.Row));
        Assert.StartsWith(reason, fault.Reason);
    }

    [Fact]
    public async Task ReadAsync_WithoutTimes_IsRefusedByName()
    {
        var refused = await TrackSample.FailsAsync(
            "a.gpx", Document("<trkpt lat='1' lon='2'/><trkpt lat='1' lon='3'/>"));

        Assert.Equal("a.gpx: GPX without times: none of its 2 points has one", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_CutShort_KeepsWhatWasWhole()
    {
        var read = await TrackSample.ReadAsync("a.gpx", $"<gpx><trk><trkseg>\n{Point}\n<trkpt lat='31.2' lon='1");

        Assert.Single(read.Tracks[0].Fixes);
        Assert.Equal(3, Assert.Single(read.Faults).Row);
        Assert.StartsWith("the file breaks off here", read.Faults[0].Reason);
    }

    [Fact]
    public async Task ReadAsync_CutShortBeforeTheFirstFix_IsRefused()
    {
        var refused = await TrackSample.FailsAsync("a.gpx", "<gpx>\n<trk><trkseg><trkpt lat='31");

        Assert.Equal(2, refused.Line);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public async Task ReadAsync_NotUtf8_IsNamedWithItsLine()
    {
        var bytes = Encoding.Latin1.GetBytes("<?xml version='1.0'?>\n<gpx>\n<name>caf\u00E9</name></gpx>");

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => TrackSample.ReadAsync("a.gpx", bytes));

        Assert.Equal(3, refused.Line);
        Assert.Contains("encoding", refused.Reason);
    }

    [Fact]
    public async Task ReadAsync_DeclaredLatin1_IsRead()
    {
        var text = "<?xml version='1.0' encoding='ISO-8859-1'?>"
            + $"<gpx><name>caf\u00E9</name><trk><trkseg>{Point}</trkseg></trk></gpx>";

        Assert.Single((await TrackSample.ReadAsync("a.gpx", Encoding.Latin1.GetBytes(text))).Tracks);
    }

    [Fact]
    public async Task ReadAsync_Dtd_IsRefused()
    {
        var bomb = "<!DOCTYPE gpx [<!ENTITY a 'aaaaaaaaaa'>]><gpx><name>&a;</name></gpx>";

        Assert.Contains("DTD", (await TrackSample.FailsAsync("a.gpx", bomb)).Reason);
    }

    [Fact]
    public async Task ReadAsync_RoutesOnly_SaysSo() =>
        Assert.Contains(
            "GPX without tracks", (await TrackSample.FailsAsync("a.gpx", "<gpx><wpt lat='1' lon='1'/></gpx>")).Reason);

    private static string Document(string points, string space = "http://www.topografix.com/GPX/1/1") =>
        $"<gpx xmlns='{space}'><trk><trkseg>{points}</trkseg></trk></gpx>";
}
