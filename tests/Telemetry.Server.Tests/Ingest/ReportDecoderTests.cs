using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Ingest;
using Datum = Telemetry.Core.Geo.Datum;

namespace Telemetry.Server.Tests.Ingest;

public sealed class ReportDecoderTests
{
    private static readonly long ClockUs = Reports.NowUs;
    private static readonly ulong FutureUs = (ulong)(ClockUs + TimeUs.Of(Limits.Future));
    private static readonly ulong OldestUs = (ulong)(ClockUs - TimeUs.Of(Limits.Retention));

    public static TheoryData<string, Action<Report>, RejectReason> Bad() => new()
    {
        { "latitude NaN", r => r.LatitudeDeg = double.NaN, RejectReason.PositionOutOfRange },
        { "latitude infinite", r => r.LatitudeDeg = double.PositiveInfinity, RejectReason.PositionOutOfRange },
        { "latitude above", r => r.LatitudeDeg = 90.000001, RejectReason.PositionOutOfRange },
        { "latitude below", r => r.LatitudeDeg = -90.000001, RejectReason.PositionOutOfRange },
        { "longitude NaN", r => r.LongitudeDeg = double.NaN, RejectReason.PositionOutOfRange },
        { "longitude above", r => r.LongitudeDeg = 180.000001, RejectReason.PositionOutOfRange },
        { "longitude below", r => r.LongitudeDeg = double.NegativeInfinity, RejectReason.PositionOutOfRange },
        { "null island", r => (r.LatitudeDeg, r.LongitudeDeg) = (0, 0), RejectReason.NullIsland },
        { "negative null island", r => (r.LatitudeDeg, r.LongitudeDeg) = (-0.0, 0), RejectReason.NullIsland },
        { "future", r => r.FixTimeUnixUs = FutureUs + 1, RejectReason.FromTheFuture },
        { "absurd future", r => r.FixTimeUnixUs = ulong.MaxValue, RejectReason.FromTheFuture },
        { "sign bit future", r => r.FixTimeUnixUs = 1UL << 63, RejectReason.FromTheFuture },
        { "too old", r => r.FixTimeUnixUs = OldestUs - 1, RejectReason.TooOld },
        { "no time", r => r.FixTimeUnixUs = 0, RejectReason.TooOld },
        { "unknown status", r => r.Status = (DeviceStatus)77, RejectReason.UnknownStatus },
        { "negative status", r => r.Status = (DeviceStatus)(-1), RejectReason.UnknownStatus },
        { "altitude", r => r.AltitudeM = 20_001, RejectReason.FieldOutOfRange },
        { "height", r => r.HeightM = float.NaN, RejectReason.FieldOutOfRange },
        { "speed", r => r.SpeedMps = -1, RejectReason.FieldOutOfRange },
        { "heading", r => r.HeadingDeg = 360.1f, RejectReason.FieldOutOfRange },
        { "accuracy", r => r.AccuracyM = float.PositiveInfinity, RejectReason.FieldOutOfRange },
        { "battery", r => r.BatteryPercent = 101, RejectReason.FieldOutOfRange },
        { "pitch", r => r.Camera = new CameraPose { PitchDeg = -91 }, RejectReason.FieldOutOfRange },
        { "yaw", r => r.Camera = new CameraPose { YawDeg = float.NaN }, RejectReason.FieldOutOfRange },
        { "wide", r => r.Camera = new CameraPose { HorizontalFovDeg = 180 }, RejectReason.FieldOutOfRange },
        { "high", r => r.Camera = new CameraPose { VerticalFovDeg = 0 }, RejectReason.FieldOutOfRange },
    };

    public static TheoryData<string, Action<Report>> GoodEdges() => new()
    {
        { "poles", r => (r.LatitudeDeg, r.LongitudeDeg) = (90, -180) },
        { "equator away from the prime meridian", r => (r.LatitudeDeg, r.LongitudeDeg) = (0, 1e-9) },
        { "as far ahead as allowed", r => r.FixTimeUnixUs = FutureUs },
        { "as old as allowed", r => r.FixTimeUnixUs = OldestUs },
        { "nothing said of itself", r => r.Status = DeviceStatus.Unspecified },
        { "full circle", r => r.HeadingDeg = 360 },
        { "empty battery", r => r.BatteryPercent = 0 },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public void Decode_BadReport_NamesReason(string what, Action<Report> spoil, RejectReason reason)
    {
        var fault = Decoder().Decode(Reports.With(spoil), out _);

        Assert.NotNull(fault);
        Assert.True(fault.Reason == reason, $"{what}: {fault}");
        Assert.NotEmpty(fault.Detail);
    }

    [Theory]
    [MemberData(nameof(GoodEdges))]
    public void Decode_EdgeOfRange_IsTaken(string what, Action<Report> change)
    {
        var fault = Decoder().Decode(Reports.With(change), out _);

        Assert.True(fault is null, $"{what}: {fault}");
    }

    [Fact]
    public void Decode_UnmeasuredFields_AreNullNotZero()
    {
        Decoder().Decode(Reports.Good(), out var report);

        Assert.Null(report.AltitudeM);
        Assert.Null(report.HeadingDeg);
        Assert.Null(report.Camera);
        Assert.Equal(3.5f, report.SpeedMps);
        Assert.Equal(ClockUs + 7, report.ReceiveTimeUs);
    }

    [Fact]
    public void Decode_Gcj02_GivesWgs84()
    {
        // The pair of the design's numbers.
        var message = Reports.With(r => (r.LatitudeDeg, r.LongitudeDeg) = (31.17530398464597, 121.531541859215));

        new ReportDecoder(Datum.Gcj02, ClockUs, ClockUs).Decode(message, out var report);

        Assert.Equal(31.1774276, report.Position.LatitudeDeg, 1e-8);
        Assert.Equal(121.5272106, report.Position.LongitudeDeg, 1e-8);
    }

    private static ReportDecoder Decoder() => new(Datum.Wgs84, ClockUs, ClockUs + 7);
}
