using System.Text;
using Telemetry.Cli.Formats;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Formats;

public sealed class TrackFileTests
{
    private static readonly string Samples = Path.Combine(AppContext.BaseDirectory, "Formats", "Samples");

    [Theory]
    [InlineData("round.gpx")]
    [InlineData("round.nmea")]
    [InlineData("round.csv")]
    [InlineData("round.geojson")]
    [InlineData("round.srt")]
    public async Task ReadAsync_SameRoundInEveryFormat_GivesSameFixes(string name)
    {
        var read = await ReadAsync(Path.Combine(Samples, name));

        var track = Assert.Single(read.Tracks);
        Assert.Empty(read.Faults);
        Assert.Equal("round", track.Name);
        Assert.Equal(name == "round.srt" ? DeviceKind.Drone : null, track.KindHint);
        Assert.Equal(5, track.Fixes.Count);
        foreach (var (index, fix) in track.Fixes.Index())
        {
            Assert.Equal(TrackSample.Us("2026-03-07T23:59:58Z") + index * 1_000_000L, fix.FixTimeUs);
            Assert.Equal(31.2305 + index * 0.0001, fix.Position.LatitudeDeg, 9);
            Assert.Equal(121.4845 + index * 0.0002, fix.Position.LongitudeDeg, 9);
        }
    }

    [Fact]
    public async Task ReadAsync_Folder_GivesEveryTrackWithANameOfItsOwn()
    {
        var read = await ReadAsync(Samples);

        Assert.Equal(5, read.Tracks.Count);
        Assert.Equal(["round", "round-2", "round-3", "round-4", "round-5"], read.Tracks.Select(track => track.Name));
    }

    [Fact]
    public async Task ReadAsync_FolderWithAnUnreadableFile_ReadsTheOthersAndNamesIt()
    {
        var folder = Directory.CreateTempSubdirectory("patrol-track-");
        try
        {
            await WriteAsync(folder, "a.csv", "time,lat,lon\n2026-03-07T00:00:00Z,1,2\n");
            await WriteAsync(folder, "b.csv", "time,x,y\n");
            await WriteAsync(folder, "notes.txt", "time, please\n");

            var read = await ReadAsync(folder.FullName);

            Assert.Equal("a", Assert.Single(read.Tracks).Name);
            var fault = Assert.Single(read.Faults);
            Assert.Equal("b.csv", fault.File);
            Assert.Contains("lat, lon", fault.Reason);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ReadAsync_FilesNamingTheSameDevice_AreOneTrack()
    {
        var folder = Directory.CreateTempSubdirectory("patrol-track-");
        try
        {
            await WriteAsync(folder, "1.csv", "device,time,lat,lon\nbike-1,10,1,2\n");
            await WriteAsync(folder, "2.csv", "device,time,lat,lon\nbike-1,20,1,2\nbike-2,20,1,2\n");

            var read = await ReadAsync(folder.FullName);

            Assert.Equal([("bike-1", 2), ("bike-2", 1)], read.Tracks.Select(track => (track.Name, track.Fixes.Count)));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ReadAsync_FolderWithoutTracks_SaysSo()
    {
        var folder = Directory.CreateTempSubdirectory("patrol-track-");
        try
        {
            var refused = await Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync(folder.FullName));

            Assert.Equal("no track file in this folder", refused.Reason);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task ReadAsync_MissingFile_SaysSo()
    {
        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync("/nowhere/at/all.gpx"));

        Assert.StartsWith("all.gpx: cannot be opened", refused.Message);
    }

    [Theory]
    [InlineData("empty.gpx", "", "the file is empty")]
    [InlineData("notes.txt", "nothing to see\n", "not a track")]
    [InlineData("plan.kml", "<?xml version=\"1.0\"?><kml></kml>", "not a track")]
    public async Task ReadAsync_NoTrack_SaysSo(string name, string text, string reason) =>
        Assert.Contains(reason, (await TrackSample.FailsAsync(name, text)).Reason);

    [Fact]
    public async Task ReadAsync_Utf16_AsksForUtf8()
    {
        var bytes = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("time,lat,lon\n")).ToArray();

        var refused = await Assert.ThrowsAsync<TrackFormatException>(() => TrackSample.ReadAsync("a.csv", bytes));

        Assert.Contains("UTF-16", refused.Reason);
    }

    [Fact]
    public async Task ReadAsync_ContentUnderAnotherName_IsToldByContent()
    {
        const string Nmea = "$GPRMC,120000,A,3113.83000,N,12129.07000,E,5.0,90.0,070326,,,A*5C\r\n";

        var read = await TrackSample.ReadAsync("log.csv", Checksummed(Nmea));

        Assert.Single(read.Tracks[0].Fixes);
    }

    private static Task<TrackReadResult> ReadAsync(string path) =>
        TrackFile.ReadAsync(path, TrackReadOptions.Default, CancellationToken.None);

    private static Task WriteAsync(DirectoryInfo folder, string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(folder.FullName, name), text);

    internal static string Checksummed(string sentence)
    {
        var star = sentence.IndexOf('*');
        var sum = sentence[1..star].Aggregate(0, (sum, c) => sum ^ c);
        return $"{sentence[..star]}*{sum:X2}\r\n";
    }
}
