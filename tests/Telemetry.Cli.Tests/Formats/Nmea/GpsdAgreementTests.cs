using System.Text.Json;
using Telemetry.Cli.Formats;
using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Tests.Formats.Nmea;

/// <summary>
/// The same receivers' logs as gpsd reads them: its <c>.chk</c> files repeat each sentence, and after it hold a TPV
/// object wherever gpsd reports on the fix.
/// </summary>
public sealed class GpsdAgreementTests
{
    [SkippableTheory]
    // After a cold start gpsd tells the first position without a time.
    [InlineData("haicom-305N.log", 68, 6, 0, 1)]
    [InlineData("ublox-zed-f9p-nmea.log", 29, 0, 0, 0)]
    [InlineData("ericsson-gru04-02-70sec.log", 71, 0, 0, 0)]
    // A receiver in demo mode: every fix is simulated, and the last sentence is cut short.
    [InlineData("garmin-geko201.log", 0, 18, 1, 0)]
    public async Task ReadAsync_ReceiverLog_AgreesWithGpsd(
        string name, int fixes, int voidFixes, int faults, int fixesGpsdDoesNotTime)
    {
        var log = SharedData.File("nmea", name);

        var read = await TrackFile.ReadAsync(log, TrackReadOptions.Default, CancellationToken.None);

        Assert.Equal(faults, read.FaultCount);
        Assert.Equal(voidFixes, read.VoidFixes);
        var found = read.Tracks.SelectMany(track => track.Fixes).ToDictionary(fix => fix.FixTimeUs);
        Assert.Equal(fixes, found.Count);
        var expected = Fixes(log + ".chk");
        Assert.Equal(expected.Keys.Order(), found.Keys.Order().Skip(fixesGpsdDoesNotTime));
        foreach (var (us, tpv) in expected)
            AssertSame(tpv, found[us]);
    }

    private static void AssertSame(Tpv tpv, Report fix)
    {
        Assert.Equal(tpv.LatitudeDeg, fix.Position.LatitudeDeg, 9);
        Assert.Equal(tpv.LongitudeDeg, fix.Position.LongitudeDeg, 9);
        if (tpv.AltitudeM is { } altitudeM)
            Assert.Equal(altitudeM, fix.AltitudeM!.Value, 2);
    }

    /// <summary>What gpsd made of each moment in the end, from standard sentences: after proprietary ones it tells an
    /// averaged position.</summary>
    private static Dictionary<long, Tpv> Fixes(string path)
    {
        var fixes = new Dictionary<long, Tpv>();
        var sentence = "";
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith('$'))
                sentence = line;
            if (!line.StartsWith("{\"class\":\"TPV\"") || sentence.StartsWith("$P"))
                continue;
            using var json = JsonDocument.Parse(line);
            var tpv = json.RootElement;
            if (tpv.GetProperty("mode").GetInt32() < 2 || !tpv.TryGetProperty("time", out var time))
                continue;
            fixes[TimeUs.From(time.GetDateTimeOffset())] = new Tpv(
                tpv.GetProperty("lat").GetDouble(),
                tpv.GetProperty("lon").GetDouble(),
                tpv.TryGetProperty("altMSL", out var altitude) ? altitude.GetDouble() : null);
        }

        return fixes;
    }

    private sealed record Tpv(double LatitudeDeg, double LongitudeDeg, double? AltitudeM);
}
