using Telemetry.Cli.Formats;

namespace Telemetry.Cli.Tests.Formats.Nmea;

public sealed class NmeaReaderTests
{
    private const string Place = "3113.8300,N,12129.0700,E";

    [Fact]
    public async Task ReadAsync_SentencesOfOneMoment_AreOneFix()
    {
        var read = await ReadAsync(
            $"GNRMC,120000.50,A,{Place},9.72,,070326,,,A",
            "GNVTG,60.0,T,,M,9.72,N,18.0,K,A",
            $"GNGGA,120000.50,{Place},1,09,0.9,4.5,M,8.0,M,,");

        var fix = Assert.Single(read.Tracks[0].Fixes);
        Assert.Equal(TrackSample.Us("2026-03-07T12:00:00.5Z"), fix.FixTimeUs);
        Assert.Equal(31 + 13.83 / 60, fix.Position.LatitudeDeg, 12);
        Assert.Equal(121 + 29.07 / 60, fix.Position.LongitudeDeg, 12);
        Assert.Equal(5.0004f, fix.SpeedMps!.Value, 4);
        Assert.Equal((60f, 4.5f, 4.5f), (fix.HeadingDeg, fix.AltitudeM, fix.AccuracyM));
    }

    [Fact]
    public async Task ReadAsync_Gst_TellsTheAccuracyItself()
    {
        var read = await ReadAsync(
            $"GNRMC,120000,A,{Place},,,070326,,,A",
            $"GNGGA,120000,{Place},4,09,0.9,4.5,M,8.0,M,,",
            "GNGST,120000,,,,,3.0,4.0,9.0");

        Assert.Equal(5f, read.Tracks[0].Fixes[0].AccuracyM);
    }

    [Theory]
    [InlineData("3113.8300,S,12129.0700,W", -31.2305, -121.484500)]
    [InlineData("0000.6000,N,00000.0000,E", 0.01, 0)]
    public async Task ReadAsync_Hemispheres_GiveTheSign(string place, double latitudeDeg, double longitudeDeg)
    {
        var fix = Assert.Single((await ReadAsync($"GPRMC,120000,A,{place},,,070326,,,A")).Tracks[0].Fixes);

        Assert.Equal(latitudeDeg, fix.Position.LatitudeDeg, 9);
        Assert.Equal(longitudeDeg, fix.Position.LongitudeDeg, 9);
    }

    [Fact]
    public async Task ReadAsync_AcrossMidnight_WithoutNewDate_RollsOver()
    {
        var read = await ReadAsync(
            "GPZDA,235958.00,07,03,2026,,",
            $"GPGLL,{Place},235958.00,A,A",
            $"GPGLL,{Place},235959.00,A,A",
            $"GPGLL,{Place},000000.00,A,A",
            $"GPGLL,{Place},000001.00,A,A");

        Assert.Equal(
            [0, 1_000_000, 2_000_000, 3_000_000],
            read.Tracks[0].Fixes.Select(fix => fix.FixTimeUs - TrackSample.Us("2026-03-07T23:59:58Z")));
    }

    [Fact]
    public async Task ReadAsync_FixesBeforeTheFirstDate_AreDatedBack()
    {
        var read = await ReadAsync(
            $"GPGGA,235959,{Place},1,09,0.9,4.5,M,8.0,M,,",
            $"GPGGA,000000,{Place},1,09,0.9,4.5,M,8.0,M,,",
            $"GPRMC,000001,A,{Place},,,080326,,,A");

        Assert.Equal(
            ["2026-03-07T23:59:59Z", "2026-03-08T00:00:00Z", "2026-03-08T00:00:01Z"],
            read.Tracks[0].Fixes.Select(fix => TimeText.FromUs(fix.FixTimeUs)));
    }

    [Fact]
    public async Task ReadAsync_NoDateAnywhere_NeedsAStart()
    {
        string[] sentences = [$"GPGGA,120000,{Place},1,09,0.9,4.5,M,8.0,M,,"];

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync(sentences));
        Assert.Contains("NMEA without dates", refused.Reason);

        var options = new TrackReadOptions { StartTime = DateTimeOffset.Parse("2026-03-07T11:59:00Z") };
        var read = await TrackSample.ReadAsync("a.nmea", Text(sentences), options);
        Assert.Equal(TrackSample.Us("2026-03-07T12:00:00Z"), read.Tracks[0].Fixes[0].FixTimeUs);
    }

    [Theory]
    [InlineData("GPRMC,120001,V,3113.8300,N,12129.0700,E,,,070326,,,N")]
    [InlineData("GPRMC,120001,A,3113.8300,N,12129.0700,E,,,070326,,,E")]
    [InlineData("GPGGA,120001,3113.8300,N,12129.0700,E,8,09,0.9,4.5,M,8.0,M,,")]
    [InlineData("GNGNS,120001,,,,,NN,0,99.99,,,,")]
    public async Task ReadAsync_VoidFix_IsCountedAndNotUsed(string sentence)
    {
        var read = await ReadAsync($"GPRMC,120000,A,{Place},,,070326,,,A", sentence);

        Assert.Equal(1, read.VoidFixes);
        Assert.Single(read.Tracks[0].Fixes);
        Assert.Empty(read.Faults);
    }

    [Fact]
    public async Task ReadAsync_BadLines_AreReportedAndTheOthersRead()
    {
        var good = TrackFileTests.Checksummed($"$GPRMC,120000,A,{Place},,,070326,,,A*");
        var read = await TrackSample.ReadAsync(
            "a.nmea",
            good
            + "$GPRMC,120001,A,3113.8300,N,12129.0700,E,,,070326,,,A*00\r\n"
            + "$GPRMC,120002,A,3113.83\r\n"
            + "\u0001\u0002binary\r\n"
            + "# a comment with $ in it\r\n"
            + "!AIVDM,1,1,,A,15,0*7D\r\n"
            + TrackFileTests.Checksummed("$GPRMC,120003,A,9913.8300,N,12129.0700,E,,,070326,,,A*")
            + TrackFileTests.Checksummed("$GPRMC,120004,A,3160.8300,N,12129.0700,E,,,070326,,,A*")
            + "$GPRMC,120005,A,31" + TrackFileTests.Checksummed($"$GPRMC,120006,A,{Place},,,070326,,,A*"));

        Assert.Equal(2, read.Tracks[0].Fixes.Count);
        Assert.Equal([2, 3, 4, 7, 8, 9], read.Faults.Select(fault => fault.Row).Order());
    }

    [Fact]
    public async Task ReadAsync_NoGoodSentence_IsRefused() =>
        Assert.Contains("no NMEA sentence", (await TrackSample.FailsAsync("a.nmea", "$GPRMC,1*00\r\n")).Reason);

    private static Task<TrackReadResult> ReadAsync(params string[] sentences) =>
        TrackSample.ReadAsync("a.nmea", Text(sentences));

    private static string Text(string[] sentences) =>
        string.Concat(sentences.Select(sentence => TrackFileTests.Checksummed($"${sentence}*")));
}
