using CsCheck;
using Telemetry.Cli.Formats;

namespace Telemetry.Cli.Tests.Formats;

public sealed class TimeTextTests
{
    [Theory]
    [InlineData("2026-03-07T20:00:00Z", "2026-03-07T20:00:00Z")]
    [InlineData("2026-03-07 20:00:00", "2026-03-07T20:00:00Z")]
    [InlineData("2026.03.07 20:00:00", "2026-03-07T20:00:00Z")]
    [InlineData("2026-03-07T20:00:00+08:00", "2026-03-07T12:00:00Z")]
    [InlineData("2026-03-07T20:00:00-0330", "2026-03-07T23:30:00Z")]
    [InlineData("2026-03-07T20:00:00.5+08", "2026-03-07T12:00:00.5Z")]
    [InlineData("2026-03-07T20:00:00,123456789Z", "2026-03-07T20:00:00.123456Z")]
    [InlineData("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z")]
    [InlineData("1901-12-13T20:45:52.2073437Z", "1901-12-13T20:45:52.207343Z")]
    [InlineData("1772913600", "2026-03-07T20:00:00Z")]
    [InlineData("1772913600.25", "2026-03-07T20:00:00.25Z")]
    [InlineData("1772913600250", "2026-03-07T20:00:00.25Z")]
    [InlineData("1772913600250001", "2026-03-07T20:00:00.250001Z")]
    public void ToUs_KnownForms_AreUtc(string text, string expected) =>
        Assert.Equal(expected, TimeText.FromUs(TimeText.ToUs(text, TimeZoneInfo.Utc)!.Value));

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-02-30T00:00:00Z")]
    [InlineData("2026-13-01T00:00:00Z")]
    [InlineData("2026-03-07T24:00:00Z")]
    [InlineData("2026-03-07T20:61:00Z")]
    [InlineData("2026-03-07")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public void ToUs_OtherText_IsNoTime(string text) => Assert.Null(TimeText.ToUs(text, TimeZoneInfo.Utc));

    [Theory]
    [InlineData("2026-01-01T12:00:00", "2026-01-01T11:00:00Z")]
    [InlineData("2026-07-01T12:00:00", "2026-07-01T10:00:00Z")]
    [InlineData("2026-07-01T12:00:00Z", "2026-07-01T12:00:00Z")]
    // Clocks go back at 03:00: the hour comes twice, the later one is taken.
    [InlineData("2026-10-25T02:30:00", "2026-10-25T01:30:00Z")]
    public void ToUs_LocalTime_IsTakenInTheZone(string text, string expected)
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(expected, TimeText.FromUs(TimeText.ToUs(text, berlin)!.Value));
    }

    [Fact]
    public void ToUs_LocalTimeThatNeverWas_IsNoTime() =>
        Assert.Null(TimeText.ToUs("2026-03-29T02:30:00", TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")));

    [Fact]
    public void ToUs_UnitGiven_IsNotGuessed() =>
        Assert.Equal(1_000, TimeText.ToUs("1", TimeZoneInfo.Utc, TimeUnit.Milliseconds));

    [Fact]
    public void FromUs_AnyTime_ReadsBackTheSame() =>
        Gen.Long[-60_000_000_000_000_000, 200_000_000_000_000_000].Sample(
            us => TimeText.ToUs(TimeText.FromUs(us), TimeZoneInfo.Utc) == us);
}
