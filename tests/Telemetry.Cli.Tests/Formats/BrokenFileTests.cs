using CsCheck;
using Telemetry.Cli.Formats;

namespace Telemetry.Cli.Tests.Formats;

/// <summary>Whatever happens to a file, it is read in part or refused by name; nothing else is ever thrown.</summary>
public sealed class BrokenFileTests
{
    private static readonly TrackReadOptions Options = new() { StartTime = DateTimeOffset.UnixEpoch };

    [Theory]
    [InlineData("round.gpx")]
    [InlineData("round.nmea")]
    [InlineData("round.csv")]
    [InlineData("round.geojson")]
    [InlineData("round.srt")]
    public async Task ReadAsync_CutShortAnywhere_NeverInventsAFix(string name)
    {
        var whole = await File.ReadAllBytesAsync(PathOf(name));
        var fixes = (await TrackSample.ReadAsync(name, whole, Options)).Tracks[0].Fixes;
        await Gen.Int[0, whole.Length].SampleAsync(
            async length =>
            {
                if (await ReadOrRefuseAsync(name, whole[..length]) is { Tracks: [var track] })
                    Assert.Equal(fixes.Take(track.Fixes.Count).Select(fix => (fix.FixTimeUs, fix.Position)),
                        track.Fixes.Select(fix => (fix.FixTimeUs, fix.Position)));
            },
            iter: 200);
    }

    [Theory]
    [InlineData("round.gpx")]
    [InlineData("round.nmea")]
    [InlineData("round.csv")]
    [InlineData("round.geojson")]
    [InlineData("round.srt")]
    public async Task ReadAsync_BytesChanged_IsReadOrRefused(string name)
    {
        var whole = await File.ReadAllBytesAsync(PathOf(name));
        await Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Array[1, 8].SampleAsync(
            async changes =>
            {
                byte[] bytes = [.. whole];
                foreach (var (at, value) in changes)
                    bytes[at] = value;
                await ReadOrRefuseAsync(name, bytes);
            },
            iter: 400);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\"")]
    [InlineData(",,,\n")]
    [InlineData("sep=;\n")]
    [InlineData("{")]
    [InlineData("<")]
    [InlineData("$")]
    public async Task ReadAsync_AlmostNothing_IsRefusedUnderAnyName(string text)
    {
        foreach (var name in (string[])["a.gpx", "a.nmea", "a.csv", "a.geojson", "a.srt"])
            await TrackSample.FailsAsync(name, text);
    }

    private static async Task<TrackReadResult?> ReadOrRefuseAsync(string name, byte[] bytes)
    {
        try
        {
            return await TrackSample.ReadAsync(name, bytes, Options);
        }
        catch (TrackFormatException)
        {
            return null;
        }
    }

    private static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Formats", "Samples", name);
}
