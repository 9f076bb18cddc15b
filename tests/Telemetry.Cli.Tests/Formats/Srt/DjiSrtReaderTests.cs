using System.Text;
using Telemetry.Cli.Formats;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Formats.Srt;

public sealed class DjiSrtReaderTests
{
    [Theory]
    [InlineData("GPS(121.5,31.2,16) BAROMETER:1.9", 31.2, 121.5)]
    [InlineData("GPS(31.2,121.5,0.0M) BAROMETER:1.9M", 31.2, 121.5)]
    [InlineData("GPS(121.5,31.2,12.0M) BAROMETER:1.9M", 31.2, 121.5)]
    [InlineData("[latitude: 31.2] [longtitude: 121.5] [rel_alt: 1.9 abs_alt: 14.0]", 31.2, 121.5)]
    public async Task ReadAsync_OrderByForm_PutsLatitudeRight(string text, double latitudeDeg, double longitudeDeg)
    {
        var fix = Assert.Single((await TrackSample.ReadAsync("a.srt", Block(1, text))).Tracks[0].Fixes);

        Assert.Equal((latitudeDeg, longitudeDeg), (fix.Position.LatitudeDeg, fix.Position.LongitudeDeg));
        Assert.Equal(1.9f, fix.HeightM);
    }

    [Theory]
    [InlineData(GpsOrder.LatLon, 12.5, 31.2)]
    [InlineData(GpsOrder.LonLat, 31.2, 12.5)]
    public async Task ReadAsync_OrderTold_OverridesTheForm(object order, double latitudeDeg, double longitudeDeg)
    {
        var options = new TrackReadOptions { GpsOrder = (GpsOrder)order };

        var fix = (await TrackSample.ReadAsync("a.srt", Block(1, "GPS(12.5,31.2,16)"), options)).Tracks[0].Fixes[0];

        Assert.Equal((latitudeDeg, longitudeDeg), (fix.Position.LatitudeDeg, fix.Position.LongitudeDeg));
    }

    [Fact]
    public async Task ReadAsync_NewerModels_TellGimbalAndMicroseconds()
    {
        const string Text = "1\n00:00:00,000 --> 00:00:00,033\n<font size=\"28\">SrtCnt : 1\n"
            + "2026-03-07 20:00:00,123,456\n[latitude: 31.2] [longitude: 121.5] "
            + "[rel_alt: 42.0 abs_alt: 50.5] [gb_yaw: -90.0 gb_pitch: -45.0]</font>\n";

        var fix = Assert.Single((await TrackSample.ReadAsync("a.srt", Text)).Tracks[0].Fixes);

        Assert.Equal(TrackSample.Us("2026-03-07T20:00:00.123456Z"), fix.FixTimeUs);
        Assert.Equal((42f, 50.5f), (fix.HeightM, fix.AltitudeM));
        Assert.Equal(new CameraPose(-45, 270, null, null), fix.Camera);
    }

    [Fact]
    public async Task ReadAsync_LocalTime_IsTakenInTheZone()
    {
        var options = new TrackReadOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") };

        var read = await TrackSample.ReadAsync("a.srt", Block(1, "GPS(121.5,31.2,16)"), options);

        Assert.Equal(TrackSample.Us("2026-03-07T12:00:01Z"), read.Tracks[0].Fixes[0].FixTimeUs);
    }

    [Theory]
    [InlineData("GPS(121.5,31.", "subtitle without a whole GPS position")]
    [InlineData("GPS(0,0,0)", "position 0, 0")]
    [InlineData("GPS(n/a,n/a,0)", "subtitle without a whole GPS position")]
    [InlineData("GPS(31.2,121.5,16)", "latitude 121.5 is not within")]
    public async Task ReadAsync_BadSubtitle_IsReportedAndTheOthersRead(string bad, string reason)
    {
        var read = await TrackSample.ReadAsync("a.srt", Block(1, "GPS(121.5,31.2,16)") + Block(2, bad));

        Assert.Single(read.Tracks[0].Fixes);
        var fault = Assert.Single(read.Faults);
        Assert.Equal(7, fault.Row);
        Assert.StartsWith(reason, fault.Reason);
    }

    [Fact]
    public async Task ReadAsync_NotUtf8_NamesTheLine()
    {
        var bytes = Encoding.Latin1.GetBytes(Block(1, "GPS(121.5,31.2,16)\nG.PRY (1\u00B0, 2\u00B0, 3\u00B0)"));

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => TrackSample.ReadAsync("a.srt", bytes));

        Assert.Equal(5, refused.Line);
        Assert.Contains("UTF-8", refused.Reason);
    }

    [Fact]
    public async Task ReadAsync_NoSubtitle_IsRefused() =>
        Assert.Contains("no subtitle", (await TrackSample.FailsAsync("a.srt", "1\nhello\n")).Reason);

    private static string Block(int number, string text) =>
        $"{number}\n00:00:0{number},000 --> 00:00:0{number + 1},000\nHOME(1,2) 2026.03.07 20:00:0{number}\n{text}\n\n";
}
