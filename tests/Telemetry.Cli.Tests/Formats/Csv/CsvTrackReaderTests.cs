using System.Text;
using Telemetry.Cli.Formats;
using Telemetry.Cli.Formats.Csv;

namespace Telemetry.Cli.Tests.Formats.Csv;

public sealed class CsvTrackReaderTests
{
    private const string Good = "2026-03-07T20:00:00Z,31.2,121.5\n";

    [Theory]
    [InlineData("Time;Latitude;Longitude;Speed (km/h);Battery %\n2026-03-07T20:00:00Z;31.2;121.5;36;80\n")]
    [InlineData("timestamp\tgps_lat\tgps_lng\tspeed_mps\tbattery\n1772913600\t31.2\t121.5\t10\t80\n")]
    [InlineData("\uFEFFUTC,lat,long,speed_kmh,batteryLevel\r\n1772913600000,31.2,121.5,36,80\r\n")]
    public async Task ReadAsync_CommonHeaders_AreFound(string text)
    {
        var fix = Assert.Single(Assert.Single((await TrackSample.ReadAsync("a.csv", text)).Tracks).Fixes);

        Assert.Equal(TrackSample.Us("2026-03-07T20:00:00Z"), fix.FixTimeUs);
        Assert.Equal((31.2, 121.5), (fix.Position.LatitudeDeg, fix.Position.LongitudeDeg));
        Assert.Equal((10f, 80f), (fix.SpeedMps, fix.BatteryPercent));
    }

    [Fact]
    public async Task ReadAsync_Mapping_OverridesTheGuessAndConvertsUnits()
    {
        var read = await TrackSample.ReadAsync(
            "a.csv",
            "when,lat,lon,y,x,v,h,heading\n1000,1,2,31.2,121.5,10,100,90\n",
            Columns("time=when:ms,lat=y,lon=x,speed=v:kn,alt=h:ft,heading="));

        var fix = read.Tracks[0].Fixes[0];
        Assert.Equal((1_000_000, 31.2, 121.5), (fix.FixTimeUs, fix.Position.LatitudeDeg, fix.Position.LongitudeDeg));
        Assert.Equal(5.1444f, fix.SpeedMps!.Value, 4);
        Assert.Equal(30.48f, fix.AltitudeM!.Value, 4);
        Assert.Null(fix.HeadingDeg);
    }

    [Fact]
    public async Task ReadAsync_DeviceColumn_GivesATrackForEach()
    {
        var read = await TrackSample.ReadAsync(
            "a.csv",
            "unit,time,lat,lon\nbike-1,1,1,1\nbike-2,1,2,2\nbike-1,2,1,1\n,3,1,1\n",
            Columns("device=unit"));

        Assert.Equal(
            [("bike-1", 2), ("bike-2", 1), ("a", 1)],
            read.Tracks.Select(track => (track.Name, track.Fixes.Count)));
    }

    [Theory]
    [InlineData("time,x,y\n", "", "CSV without a column for lat, lon; it has 'time', 'x', 'y'")]
    [InlineData("time,lat,lon\n", "lat=breite", "CSV without a column for lat ('breite' was asked for)")]
    [InlineData("time,lat,lon\n", "lat=", "CSV without a column for lat;")]
    [InlineData("time,lat,lon\n", "speed=v", "CSV without a column for speed ('v' was asked for)")]
    public async Task ReadAsync_MissingColumns_AreNamed(string text, string columns, string reason)
    {
        var refused = await TrackSample.FailsAsync("a.csv", text, Columns(columns));

        Assert.StartsWith(reason, refused.Reason);
        Assert.Contains("--columns", refused.Reason);
    }

    [Theory]
    [InlineData("2026-03-07T20:00:01Z,,121.5\n", "no lat")]
    [InlineData("2026-03-07T20:00:01Z,nan,121.5\n", "no lat")]
    [InlineData("2026-03-07T20:00:01Z,31.2,\n", "no lon")]
    [InlineData("2026-03-07T20:00:01Z,north,121.5\n", "lat 'north' is not a number")]
    [InlineData("2026-03-07T20:00:01Z,-91,121.5\n", "latitude -91 is not within")]
    [InlineData("2026-03-07T20:00:01Z,Infinity,121.5\n", "latitude ∞ is not within")]
    [InlineData("2026-03-07T20:00:01Z,0,0\n", "position 0, 0")]
    [InlineData(",31.2,121.5\n", "no time")]
    [InlineData("today,31.2,121.5\n", "time 'today' is not understood")]
    [InlineData("2026-03-07T20:00:01Z,31.2\n", "has 2 of 3 fields")]
    [InlineData("\"2026-03-07T20:00:01Z,31.2,121.5\n", "has 1 of 3 fields")]
    public async Task ReadAsync_BadRow_IsReportedAndTheOthersRead(string bad, string reason)
    {
        var read = await TrackSample.ReadAsync("a.csv", "time,lat,lon\n" + Good + "\n" + bad + Good);

        Assert.Equal(2, read.Tracks[0].Fixes.Count);
        var fault = Assert.Single(read.Faults);
        Assert.Equal(4, fault.Row);
        Assert.StartsWith(reason.Replace("∞", double.PositiveInfinity.ToString()), fault.Reason);
    }

    [Theory]
    [InlineData("time,lat,lon\n" + Good + "2026-03-07T20:00:01Z,31.2,121", "the last line has no line end")]
    [InlineData("time,lat,lon\n" + Good + "2026-03-07T20:00:01Z,31.", "has 2 of 3 fields")]
    public async Task ReadAsync_CutShort_DoesNotTrustTheLastLine(string text, string reason)
    {
        var read = await TrackSample.ReadAsync("a.csv", text);

        Assert.Single(read.Tracks[0].Fixes);
        Assert.StartsWith(reason, Assert.Single(read.Faults).Reason);
    }

    [Fact]
    public async Task ReadAsync_NoLineEndAfterAnUnusedColumn_IsWhole() =>
        Assert.Empty((await TrackSample.ReadAsync("a.csv", "time,lat,lon,note\n1,31.2,121.5,all we")).Faults);

    [Fact]
    public async Task ReadAsync_NotUtf8_NamesTheLine()
    {
        var bytes = Encoding.Latin1.GetBytes("time,lat,lon,place\n1,31.2,121.5,x\n2,31.2,121.5,caf\u00E9\n");

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => TrackSample.ReadAsync("a.csv", bytes));

        Assert.Equal("a.csv, line 3: byte 0xE9 is not UTF-8; save the file as UTF-8 and try again", refused.Message);
    }

    [Fact]
    public async Task ReadAsync_CharactersAcrossReads_AreWhole()
    {
        // Three-byte characters cannot all end where a 64 KiB read does.
        var rows = string.Concat(Enumerable.Range(1, 9_000).Select(second => $"{second},31.2,121.5,外灘巡邏\n"));

        var read = await TrackSample.ReadAsync("a.csv", "time,lat,lon,place\n" + rows);

        Assert.Equal(9_000, read.Tracks[0].Fixes.Count);
    }

    [Fact]
    public async Task ReadAsync_EndlessLine_IsRefused()
    {
        var endless = new string('1', TrackLimits.LineBytes + 1);

        var refused = await TrackSample.FailsAsync("a.csv", "time,lat,lon\n" + endless);

        Assert.Equal((2, "the line is longer than 65,536 bytes"), (refused.Line, refused.Reason));
    }

    [Fact]
    public async Task ReadAsync_TimeZone_AppliesToTimesWithoutOne()
    {
        var options = new TrackReadOptions { TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai") };

        var read = await TrackSample.ReadAsync(
            "a.csv", "time,lat,lon\n2026-03-07 20:00:00,31.2,121.5\n" + Good, options);

        Assert.Equal(
            ["2026-03-07T12:00:00Z", "2026-03-07T20:00:00Z"],
            read.Tracks[0].Fixes.Select(fix => TimeText.FromUs(fix.FixTimeUs)));
    }

    private static TrackReadOptions Columns(string text) => new() { Columns = CsvMapping.Parse(text, out _)! };
}
