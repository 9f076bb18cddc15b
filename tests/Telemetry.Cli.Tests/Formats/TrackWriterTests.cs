using System.Text;
using System.Text.Json;
using CsCheck;
using Telemetry.Cli.Formats;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Formats;

public sealed class TrackWriterTests
{
    /// <summary>No fix is ever at 0, 0: it is refused on the way in.</summary>
    private const double NullIslandDeg = 1e-6;

    private static readonly Gen<float?> Missing = Gen.Const((float?)null);

    private static readonly Gen<CameraPose?> Cameras = Gen.Select(
        Gen.Float[-90, 30],
        Gen.Float[0, 360],
        (pitchDeg, yawDeg) => (CameraPose?)new CameraPose(pitchDeg, yawDeg, 73.7f, null));

    private static readonly Gen<Report> Reports =
        from us in Gen.Long[0, 4_000_000_000_000_000]
        from latitudeDeg in Gen.Double[-90, 90]
        from longitudeDeg in Gen.Double[-180, 180]
        where Math.Abs(latitudeDeg) + Math.Abs(longitudeDeg) > NullIslandDeg
        from altitudeM in Maybe(Gen.Float[-400, 9_000])
        from speedMps in Maybe(Gen.Float[0, 50])
        from headingDeg in Maybe(Gen.Float[0, 360])
        from heightM in Maybe(Gen.Float[0, 120])
        from batteryPercent in Maybe(Gen.Float[0, 100])
        from status in Gen.Enum<DeviceStatus>()
        from camera in Gen.OneOf(Gen.Const((CameraPose?)null), Cameras)
        select new Report
        {
            FixTimeUs = us,
            Position = new GeoPoint(latitudeDeg, longitudeDeg),
            AltitudeM = altitudeM,
            HeightM = heightM,
            SpeedMps = speedMps,
            HeadingDeg = headingDeg,
            BatteryPercent = batteryPercent,
            Status = status,
            Camera = camera,
        };

    [Theory]
    [InlineData(TrackExportFormat.Gpx, "out.gpx")]
    [InlineData(TrackExportFormat.GeoJson, "out.geojson")]
    [InlineData(TrackExportFormat.Csv, "out.csv")]
    public async Task WriteAsync_AnyFixes_ReadBackTheSame(object format, string name) =>
        await Reports.Array[1, 20].SampleAsync(
            async fixes =>
            {
                var bytes = await WriteAsync((TrackExportFormat)format, "bike-7", fixes);
                var read = await TrackSample.ReadAsync(name, bytes);

                Assert.Empty(read.Faults);
                var track = Assert.Single(read.Tracks);
                Assert.Equal(name == "out.gpx" ? "out" : "bike-7", track.Name);
                Assert.Equal(fixes.Length, track.Fixes.Count);
                foreach (var (wrote, got) in fixes.Zip(track.Fixes))
                    AssertSame(wrote, got);
            },
            iter: 100);

    [Fact]
    public async Task WriteAsync_Csv_LosesNothing() =>
        await Reports.Array[1, 20].SampleAsync(
            async fixes =>
            {
                var bytes = await WriteAsync(TrackExportFormat.Csv, "a,\"b\"", fixes);
                var read = await TrackSample.ReadAsync("out.csv", bytes);

                Assert.Equal("a,\"b\"", read.Tracks[0].Name);
                Assert.Equal(fixes, read.Tracks[0].Fixes);
            },
            iter: 100);

    [Fact]
    public async Task WriteAsync_Gpx_KeepsSpeedAndCourse()
    {
        Report fix = new() { FixTimeUs = 1, Position = new(-0.0000001, 180), SpeedMps = 2.5f, HeadingDeg = 359.5f };

        var read = await TrackSample.ReadAsync("out.gpx", await WriteAsync(TrackExportFormat.Gpx, "a<b", [fix]));

        Assert.Equal(fix, Assert.Single(read.Tracks[0].Fixes));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(2_500)]
    public async Task WriteAsync_GeoJson_IsWholeForAnyCount(int count)
    {
        var fixes = Enumerable.Range(0, count)
            .Select(us => new Report { FixTimeUs = us, Position = new(31, 121) })
            .ToArray();

        using var json = JsonDocument.Parse(await WriteAsync(TrackExportFormat.GeoJson, "bike-7", fixes));

        var features = json.RootElement.GetProperty("features").EnumerateArray().ToList();
        Assert.Equal(Math.Min(count, 1), features.Count);
        if (count > 1)
            Assert.Equal(count, features[0].GetProperty("properties").GetProperty("coordTimes").GetArrayLength());
    }

    [Fact]
    public async Task WriteAsync_Csv_HasTheDocumentedHeader()
    {
        var text = Encoding.UTF8.GetString(await WriteAsync(TrackExportFormat.Csv, "bike-7", Array.Empty<StoredFix>()));

        Assert.Equal(
            "device,time,latitude_deg,longitude_deg,altitude_m,height_m,speed_mps,heading_deg,accuracy_m,"
            + "battery_percent,status,"
            + "camera_pitch_deg,camera_yaw_deg,camera_horizontal_fov_deg,camera_vertical_fov_deg,unused\n",
            text);
    }

    [Fact]
    public async Task WriteAsync_UnusedFixes_SayWhy()
    {
        var fix = new Report { FixTimeUs = 1, Position = new(31, 121) };
        StoredFix[] fixes = [new(fix, ""), new(fix with { FixTimeUs = 2 }, "jump")];

        using var json = JsonDocument.Parse(await WriteAsync(TrackExportFormat.GeoJson, "bike-7", fixes));
        using var point = JsonDocument.Parse(await WriteAsync(TrackExportFormat.GeoJson, "bike-7", fixes[1..]));
        var lines = Encoding.UTF8.GetString(await WriteAsync(TrackExportFormat.Csv, "bike-7", fixes)).Split('\n');

        Assert.Equal("[null,\"jump\"]", PropertiesOf(json).GetProperty("coordUnused").GetRawText());
        Assert.Equal("jump", PropertiesOf(point).GetProperty("unused").GetString());
        Assert.EndsWith(",", lines[1]);
        Assert.EndsWith(",jump", lines[2]);

        static JsonElement PropertiesOf(JsonDocument json) =>
            json.RootElement.GetProperty("features")[0].GetProperty("properties");
    }

    private static void AssertSame(Report wrote, Report got)
    {
        Assert.Equal(wrote.FixTimeUs, got.FixTimeUs);
        Assert.Equal(wrote.Position.LatitudeDeg, got.Position.LatitudeDeg, 1e-7);
        Assert.Equal(wrote.Position.LongitudeDeg, got.Position.LongitudeDeg, 1e-7);
        Assert.Equal(wrote.AltitudeM ?? 0, got.AltitudeM ?? 0, 1e-3);
    }

    private static Task<byte[]> WriteAsync(TrackExportFormat format, string device, Report[] fixes) =>
        WriteAsync(format, device, [.. fixes.Select(fix => new StoredFix(fix, ""))]);

    private static async Task<byte[]> WriteAsync(TrackExportFormat format, string device, StoredFix[] fixes)
    {
        using var stream = new MemoryStream();
        var count = await TrackWriter.WriteAsync(
            format, device, fixes.ToAsyncEnumerable(), stream, CancellationToken.None);
        Assert.Equal(fixes.Length, count);
        return stream.ToArray();
    }

    private static Gen<float?> Maybe(Gen<float> values) => Gen.OneOf(Missing, values.Select(value => (float?)value));
}
