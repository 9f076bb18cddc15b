using Telemetry.Cli.Formats;
using Telemetry.Cli.Formats.Csv;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Formats;

/// <summary>Real files, with facts about them that were counted by other means.</summary>
public sealed class SharedDataTests
{
    [SkippableFact]
    public async Task Bus304_GivesEveryFix()
    {
        var track = Assert.Single((await ReadAsync("bus304", "track.gpx")).Tracks);

        Assert.Equal(2_144, track.Fixes.Count);
        Assert.Equal(TrackSample.Us("2019-02-18T07:45:50Z"), track.Fixes[0].FixTimeUs);
        Assert.Equal(TrackSample.Us("2019-02-18T09:00:26Z"), track.Fixes[^1].FixTimeUs);
        var longestPauseUs = track.Fixes.Zip(track.Fixes.Skip(1), (a, b) => b.FixTimeUs - a.FixTimeUs).Max();
        Assert.Equal(138_000_000, longestPauseUs);
    }

    [SkippableTheory]
    [InlineData("track-with-empty-segment.gpx", 9, 0)]
    [InlineData("Mojstrovka.gpx", 184, 0)]
    [InlineData("korita-zbevnica.gpx", 513, 358)]
    public async Task Gpx_GivesTimedPointsAndReportsTheOthers(string name, int fixes, int faults)
    {
        var read = await ReadAsync("gpx", name);

        Assert.Equal(fixes, read.Tracks.Sum(track => track.Fixes.Count));
        Assert.Equal(faults, read.FaultCount);
        Assert.All(read.Faults, fault => Assert.Equal("point without time", fault.Reason));
    }

    [SkippableFact]
    public async Task Gpx_WithoutTimes_IsRefusedByName()
    {
        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync("gpx", "track-with-extremes.gpx"));

        Assert.Contains("GPX without times", refused.Message);
        Assert.Contains("25 points", refused.Message);
    }

    [SkippableFact]
    public async Task Ebike_ReadsEveryTripAndReportsRowsWithoutPosition()
    {
        var columns = CsvMapping.Parse(
            "time=timestamp,lat=position_lat,lon=position_long,alt=altitude,speed=speed:kmh,heading=,device=", out _)!;

        var read = await TrackFile.ReadAsync(
            SharedData.Folder("ebike"), new TrackReadOptions { Columns = columns }, CancellationToken.None);

        Assert.Equal(16, read.Tracks.Count);
        Assert.Equal(10_716, read.Tracks.Sum(track => track.Fixes.Count));
        Assert.Equal(41, read.FaultCount);
        Assert.All(read.Faults, fault => Assert.Equal(("trip_28.csv", "no lat"), (fault.File, fault.Reason)));
        Assert.Equal(2, read.Faults[0].Row);
        var trip = read.Tracks.Single(track => track.Name == "trip_1");
        Assert.Equal(970, trip.Fixes.Count);
        Assert.Equal(9.709 / 3.6, trip.Fixes[0].SpeedMps!.Value, 5);
        Assert.Equal(56.8f, trip.Fixes[0].AltitudeM);
        Assert.Equal(TrackSample.Us("2023-07-06T09:04:23Z"), trip.Fixes[0].FixTimeUs);
        var trip18 = read.Tracks.Single(track => track.Name == "trip_18");
        Assert.Equal(39, trip18.Fixes.Count(fix => fix.AltitudeM is null));
    }

    [SkippableFact]
    public async Task Ebike_WithoutMapping_FindsEverythingButTheSpeedOfUnknownUnit()
    {
        var read = await ReadAsync("ebike", "trip_3.csv");

        Assert.Equal(69, read.Tracks[0].Fixes.Count);
        Assert.All(read.Tracks[0].Fixes, fix => Assert.Null(fix.SpeedMps));
    }

    [SkippableFact]
    public async Task Drone_Matrice300_HasLatitudeFirst()
    {
        var track = Assert.Single((await ReadAsync("drone", "matrice_300.srt")).Tracks);

        Assert.Equal(DeviceKind.Drone, track.KindHint);
        Assert.Equal(381, track.Fixes.Count);
        Assert.Equal(36.6146, track.Fixes[0].Position.LatitudeDeg);
        Assert.Equal(-6.1120, track.Fixes[0].Position.LongitudeDeg);
        Assert.Equal(TrackSample.Us("2022-06-21T16:06:17Z"), track.Fixes[0].FixTimeUs);
        Assert.Equal(8.4f, track.Fixes[5].HeightM);
        Assert.Null(track.Fixes[5].AltitudeM);
    }

    [SkippableFact]
    public async Task Drone_MavicPro_HasLongitudeFirst()
    {
        var track = Assert.Single((await ReadAsync("drone", "mavic_pro.SRT")).Tracks);

        Assert.Equal(468, track.Fixes.Count);
        Assert.Equal(-20.2533, track.Fixes[0].Position.LatitudeDeg);
        Assert.Equal(149.0251, track.Fixes[0].Position.LongitudeDeg);
        Assert.Equal(1.9f, track.Fixes[0].HeightM);
        Assert.Equal(TrackSample.Us("2017-08-05T14:19:39Z"), track.Fixes[^1].FixTimeUs);
    }

    [SkippableFact]
    public async Task Drone_Phantom4Rtk_NeedsAStartAndTellsHeightSpeedAndGimbal()
    {
        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync("drone", "p4_rtk.SRT"));
        Assert.Contains("--start", refused.Reason);

        var start = DateTimeOffset.Parse("2026-03-07T20:00:00+08:00");
        var read = await ReadAsync("drone", "p4_rtk.SRT", new TrackReadOptions { StartTime = start });

        var fixes = Assert.Single(read.Tracks).Fixes;
        Assert.Equal(55, fixes.Count);
        Assert.Equal(-34.237922, fixes[0].Position.LatitudeDeg);
        Assert.Equal(-58.851745, fixes[0].Position.LongitudeDeg);
        Assert.Equal(TrackSample.Us("2026-03-07T12:00:54Z"), fixes[54].FixTimeUs);
        Assert.Equal(85.83f, fixes[1].HeightM);
        Assert.Equal(2.88f, fixes[1].SpeedMps);
        Assert.Equal(new CameraPose(-24.4f, 110.5f, null, null), fixes[1].Camera);
    }

    private static Task<TrackReadResult> ReadAsync(string folder, string name, TrackReadOptions? options = null) =>
        TrackFile.ReadAsync(SharedData.File(folder, name), options ?? TrackReadOptions.Default, CancellationToken.None);
}
