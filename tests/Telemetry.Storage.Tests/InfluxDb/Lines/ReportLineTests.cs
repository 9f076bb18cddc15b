using System.Text;
using CsCheck;
using Telemetry.Core.Tracks;
using Telemetry.Storage.InfluxDb.Lines;
using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb.Lines;

public sealed class ReportLineTests
{
    private static readonly Report Plain = new() { FixTimeUs = 1_790_000_000_000_001, Position = new(31.5, -121.25) };

    [Fact]
    public void AddAll_NothingButAPlace_TwoFieldsAndNanoseconds() =>
        Assert.Equal(
            "report,device=d1 latitude_deg=31.5,longitude_deg=-121.25 1790000000000001000\n",
            Lines("live", new("d1", default, ""), Plain));

    [Fact]
    public void AddAll_AllThereIs_EachInItsType() =>
        Assert.Equal(
            "report_drill_night-2,device=a\\ b\\,c\\=d,kind=drone,unit=old-town "
            + "latitude_deg=31.5,longitude_deg=-121.25,receive_delay_us=250i,altitude_m=1.5,height_m=120,"
            + "speed_mps=0,heading_deg=359.9,accuracy_m=4.5,"
            + "battery_percent=77,status=5i,camera_pitch_deg=-90,camera_yaw_deg=0.1,camera_hfov_deg=73.7,"
            + "camera_vfov_deg=53.1,too_late=t 1790000000000001000\n",
            Lines("night-2", new("a b,c=d", DeviceKind.Drone, "old-town"), Plain with
            {
                ReceiveTimeUs = Plain.FixTimeUs + 250,
                AltitudeM = 1.5f,
                HeightM = 120,
                SpeedMps = 0,
                HeadingDeg = 359.9f,
                AccuracyM = 4.5f,
                BatteryPercent = 77,
                Status = DeviceStatus.Fault,
                Camera = new(-90, 0.1f, 73.7f, 53.1f),
                TooLate = true,
            }));

    [Fact]
    public void AddAll_OnlyOutcomesToBeStored_AreWritten()
    {
        var lines = new LineBuffer();
        ReportLine.AddAll(
            lines, Reports.Seconds("live", Reports.Bike, 0, 3),
            [AppendOutcome.Duplicate, AppendOutcome.Stored, AppendOutcome.Refused]);

        var line = LinePoint.Parse(Encoding.UTF8.GetString(lines.Slice(0, 1).Span));
        Assert.Equal(1, lines.Count);
        Assert.Equal(Reports.Second(1) * 1_000, line.TimeNs);
    }

    [Fact]
    public void AddAll_LongestNamesAndNumbers_FitTheRoomReserved()
    {
        var device = new DeviceIdentity(new string('\u4e00', 2_000), DeviceKind.Handset, new string(',', 2_000));
        const float longest = -1.1754942e-38f;
        var report = Plain with
        {
            FixTimeUs = long.MinValue / 1_000,
            ReceiveTimeUs = long.MaxValue,
            Position = new(-2.2250738585072014e-308, -1.7976931348623157e308),
            AltitudeM = longest,
            HeightM = longest,
            SpeedMps = longest,
            HeadingDeg = longest,
            AccuracyM = longest,
            BatteryPercent = longest,
            Status = (DeviceStatus)255,
            Camera = new(longest, longest, longest, longest),
            TooLate = true,
        };

        var lines = new LineBuffer();
        var reports = Enumerable.Repeat(report, 100).ToArray();
        ReportLine.AddAll(lines, new ReportBatch("live", device, reports), new AppendOutcome[100]);

        for (var i = 0; i < 100; i++)
        {
            var line = LinePoint.Parse(Encoding.UTF8.GetString(lines.Slice(i, i + 1).Span));
            Assert.Equal(device.Id, line.Tags["device"]);
        }
    }

    [Fact]
    public void Kept_AnyValue_ComesBackAndNeverEndsInABackslash() =>
        Gen.String[Gen.Char["\\\u2060a,"], 0, 6].Sample(value =>
            LineText.Given(LineText.Kept(value)) == value && !LineText.Kept(value).EndsWith('\\'));

    private static string Lines(string exercise, DeviceIdentity device, Report report)
    {
        var lines = new LineBuffer();
        ReportLine.AddAll(lines, new ReportBatch(exercise, device, new[] { report }), [AppendOutcome.Stored]);
        return Encoding.UTF8.GetString(lines.Slice(0, 1).Span);
    }
}
