using System.Net.Http.Json;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Tests.Query;

public sealed class GapEvidenceTests
{
    [Fact]
    public async Task Evidence_OverdueWithANearVisitAndASilence_ShowsBothAndWhatWouldSettleIt()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var gap = await DriveAsync(drill);

        var evidence = await drill.Gaps.GetGapEvidenceAsync(new GetGapEvidenceRequest { Name = gap.Name });

        Assert.Equal(Certainty.Unverified, evidence.Gap.Certainty);
        Assert.Equal(
            "Zone 0: a visit at least every 10 min; a visit lasts 30 s or more, and pauses under 20 s do not end it; "
            + "any device counts; at all times.",
            evidence.RuleText);
        var (near, visit) = (evidence.Attendances[0], evidence.Attendances[1]);
        Assert.Equal((false, true), (near.Counts, visit.Counts));
        Assert.Equal([AttendanceFault.TooShort], near.Faults);
        Assert.InRange(near.ObservedDwell.ToTimeSpan().TotalSeconds, 17, 18);
        Assert.Equal(20, near.PossibleDwell.ToTimeSpan().TotalSeconds);
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(13.5)), visit.ReachedTime);
        var stay = Assert.Single(visit.Presences);
        Assert.Equal(("devices/bike-3", DeviceKind.Bike), (stay.Device, stay.Kind));
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(13)), Assert.Single(stay.EnterFixes).FixTime);
        Assert.Equal(31.2, stay.LeaveFixes[0].Position.LatitudeDeg);

        var silence = Assert.Single(evidence.Silences);
        Assert.Equal(("devices/bike-2", 15d), (silence.Device, silence.TopSpeedMps));
        Assert.Equal(
            (Drill.At(TimeSpan.FromMinutes(2)), Drill.At(TimeSpan.FromMinutes(9))),
            (silence.FromFix.FixTime, silence.ToFix.FixTime));
        // Some 860 m to the zone's edge at 15 m/s, there and back.
        var there = (silence.PossibleStartTime - silence.FromFix.FixTime).ToTimeSpan();
        var back = (silence.ToFix.FixTime - silence.PossibleEndTime).ToTimeSpan();
        Assert.Equal((57, 57), ((int)there.TotalSeconds, (int)back.TotalSeconds));
        Assert.Contains("bike-2", silence.SettledBy, StringComparison.Ordinal);
        Assert.Contains("bike-2 was silent", evidence.FindingText, StringComparison.Ordinal);
        var prism = JsonDocument.Parse(silence.PrismGeojson).RootElement;
        Assert.Equal("Polygon", prism.GetProperty("geometry").GetProperty("type").GetString());
        var place = JsonDocument.Parse(evidence.PlaceGeojson).RootElement;
        Assert.Equal("z0", place.GetProperty("properties").GetProperty("id").GetString());
    }

    [Fact]
    public async Task Evidence_LateReportsSettleIt_NamesThemAndRemembersHowItWas()
    {
        var time = new FakeTimeProvider(Drill.Start + TimeSpan.FromDays(1));
        await using var server = await RunningServer.StartAsync(time: time);
        var drill = await Drill.StartAsync(server);
        var gap = await DriveAsync(drill);
        time.Advance(TimeSpan.FromMinutes(5));
        var then = time.GetUtcNow().ToTimestamp();

        // It stood where it was all the time, and kept its reports.
        await drill.StandAsync(1, TimeSpan.FromSeconds(130), TimeSpan.FromSeconds(530), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(16));
        var now = await drill.Gaps.GetGapEvidenceAsync(new GetGapEvidenceRequest { Name = gap.Name });
        var before = await drill.Gaps.GetGapEvidenceAsync(
            new GetGapEvidenceRequest { Name = gap.Name, AsOfTime = then });

        Assert.Equal((Certainty.Confirmed, 0), (now.Gap.Certainty, now.Silences.Count));
        Assert.StartsWith("Confirmed", now.FindingText, StringComparison.Ordinal);
        var last = now.Revisions[^1];
        Assert.Equal(RevisionCause.SilenceChanged, last.Gap.RevisionCause);
        var late = Assert.Single(last.LateReports);
        Assert.Equal(
            ("devices/bike-2", Drill.At(TimeSpan.FromSeconds(130)), Drill.At(TimeSpan.FromSeconds(530))),
            (late.Device, late.Interval.StartTime, late.Interval.EndTime));
        Assert.Equal((Certainty.Unverified, 1), (before.Gap.Certainty, before.Silences.Count));
        Assert.Equal(now.Revisions.Count - 1, before.Revisions.Count);
    }

    [Fact]
    public async Task Evidence_SilentDevice_ShowsItsFixesOnBothSides()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var roster = """{"type":"Feature","properties":{"type":"device","id":"bike-1","kind":"bike"},"""
            + """ "geometry":null}""";
        var plan = Drill.Plan().ToStringUtf8().Replace("\"features\":[", $"\"features\":[{roster},");
        await drill.Plans.ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Drill.Name, Geojson = ByteString.CopyFromUtf8(plan) });
        await drill.StandAsync(0, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(4));
        await drill.StandAsync(0, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(6));
        var gaps = await drill.Gaps.ListGapsAsync(new ListGapsRequest { Parent = Drill.Name, Kind = GapKind.Silent });

        var evidence = await drill.Gaps.GetGapEvidenceAsync(new GetGapEvidenceRequest { Name = gaps.Gaps[0].Name });

        Assert.Equal("A report at least every 1 min, with 5 s to arrive; at all times.", evidence.RuleText);
        Assert.Equal(
            [Drill.At(TimeSpan.FromMinutes(2)), Drill.At(TimeSpan.FromMinutes(5))],
            evidence.DeviceFixes.Select(fix => fix.FixTime));
        Assert.Empty(evidence.Attendances);
        Assert.Equal("", evidence.PlaceGeojson);
    }

    [Fact]
    public async Task Evidence_ByHttp_IsTheSame()
    {
        await using var server = await RunningServer.StartAsync();
        var drill = await Drill.StartAsync(server);
        var gap = await DriveAsync(drill);

        var json = await server.Http.GetFromJsonAsync<JsonElement>(
            new Uri($"/v1/{gap.Name}:evidence", UriKind.Relative));
        var missing = await Assert.ThrowsAsync<RpcException>(async () => await drill.Gaps.GetGapEvidenceAsync(
            new GetGapEvidenceRequest { Name = $"{Drill.Name}/gaps/none" }));

        Assert.Equal("devices/bike-2", json.GetProperty("silences")[0].GetProperty("device").GetString());
        Assert.Equal(FaultReasons.GapNotFound, Fault.ReasonOf(missing));
    }

    /// <summary>
    /// Zone 0 is overdue at ten minutes: somebody looked in for 18 s, somebody else was silent next door, and a third
    /// one came at last.
    /// </summary>
    private static async Task<Gap> DriveAsync(Drill drill)
    {
        await drill.StandAsync(1, TimeSpan.Zero, TimeSpan.FromMinutes(2), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(3));
        await drill.StandAsync(0, TimeSpan.FromSeconds(200), TimeSpan.FromSeconds(200), "bike-1");
        await drill.RideAsync(0, 1, TimeSpan.FromSeconds(210), TimeSpan.FromSeconds(290), "bike-1");
        await drill.StandAsync(1, TimeSpan.FromSeconds(300), TimeSpan.FromMinutes(7), "bike-1");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(8));
        await drill.StandAsync(1, TimeSpan.FromMinutes(7), TimeSpan.FromMinutes(13), "bike-1");
        await drill.StandAsync(1, TimeSpan.FromMinutes(9), TimeSpan.FromMinutes(13), "bike-2");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(12));
        await drill.StandAsync(0, TimeSpan.FromMinutes(13), TimeSpan.FromMinutes(15), "bike-3");
        await drill.AdvanceAsync(TimeSpan.FromMinutes(15));
        var gaps = await drill.Gaps.ListGapsAsync(
            new ListGapsRequest { Parent = Drill.Name, Subjects = { "places/z0" } });
        return Assert.Single(gaps.Gaps);
    }
}
