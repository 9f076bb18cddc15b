using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Microsoft.Extensions.DependencyInjection;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Storage;
using CoreGap = Telemetry.Core.Gaps.Gap;
using CoreGapKind = Telemetry.Core.Gaps.GapKind;
using RevisionCause = Telemetry.Core.Gaps.RevisionCause;

namespace Telemetry.Server.Tests;

/// <summary>
/// A drill with a plan of a row of zones, one of them in no area, each to be visited every ten minutes.
/// </summary>
internal sealed class Drill(RunningServer server)
{
    public const string Name = "exercises/night";
    public const int ZonesInArea = 4;

    public static readonly DateTimeOffset Start = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    public GapService.GapServiceClient Gaps { get; } = new(server.Channel);

    public ExerciseService.ExerciseServiceClient Exercises { get; } = new(server.Channel);

    public PlanService.PlanServiceClient Plans { get; } = new(server.Channel);

    /// <summary>Where the n-th zone is, from 0.</summary>
    public static (double LatitudeDeg, double LongitudeDeg) CenterOf(int zone) => (31.2, 121.4 + (zone * 0.01));

    public static async Task<Drill> StartAsync(RunningServer server)
    {
        var drill = new Drill(server);
        await drill.Exercises.CreateExerciseAsync(new CreateExerciseRequest
        {
            ExerciseId = "night",
            Exercise = new Exercise { DisplayName = "Night drill", StartTime = Start.ToTimestamp() },
        });
        await drill.Plans.ApplyPlanAsync(new ApplyPlanRequest { Exercise = Name, Geojson = Plan(), Author = "tests" });
        return drill;
    }

    public async Task AdvanceAsync(TimeSpan sinceStart) =>
        await Exercises.AdvanceClockAsync(new AdvanceClockRequest { Name = Name, ClockTime = At(sinceStart) });

    /// <summary>A bike stands in the middle of a zone, with a fix every ten seconds.</summary>
    public Task StandAsync(int zone, TimeSpan from, TimeSpan to, string device = "bike-1") =>
        RideAsync(zone, zone, from, to, device);

    /// <summary>A bike rides straight from the middle of one zone to that of another, with a fix every ten
    /// seconds.</summary>
    public async Task RideAsync(int fromZone, int toZone, TimeSpan from, TimeSpan to, string device = "bike-1")
    {
        var ((latitudeDeg, westDeg), (_, eastDeg)) = (CenterOf(fromZone), CenterOf(toZone));
        var request = new PublishBatchRequest
        {
            Exercise = Name,
            Device = $"devices/{device}",
            Kind = DeviceKind.Bike,
        };
        for (var at = from; at <= to; at += TimeSpan.FromSeconds(10))
        {
            request.Reports.Add(new Report
            {
                FixTimeUnixUs = (ulong)TimeUs.From(Start + at),
                LatitudeDeg = latitudeDeg,
                LongitudeDeg = westDeg + ((eastDeg - westDeg) * (at - from) / Later(to - from)),
            });
        }

        var answer = await server.Ingest.PublishBatchAsync(request);
        Assert.Empty(answer.Rejected);
    }

    /// <summary>Writes gaps into the ledger as the engine would have.</summary>
    public async Task RecordAsync(params CoreGap[] gaps)
    {
        var ledger = server.App.Services.GetRequiredService<ILedger>();
        var revisions = gaps.Select(
            gap => new GapRevision(gap, 1, IsRetracted: false, RevisionCause.Clock, gap.OpenUs)).ToList();
        await ledger.AppendGapsAsync("night", 0, TimeUs.From(Start), revisions, CancellationToken.None);
    }

    /// <summary>An open gap; its times are minutes after the start.</summary>
    public static CoreGap GapOf(
        CoreGapKind kind, string subject, string rule, int idleMinute = 0, int openMinute = 10)
    {
        var idleUs = TimeUs.From(Start + TimeSpan.FromMinutes(idleMinute));
        var openUs = TimeUs.From(Start + TimeSpan.FromMinutes(openMinute));
        var id = GapId.Of("night", kind, subject, rule, idleUs);
        return new CoreGap(id, kind, subject, rule, 1, idleUs, openUs, Close: null, UnverifiedBy: []);
    }

    private static TimeSpan Later(TimeSpan span) => span > TimeSpan.Zero ? span : TimeSpan.FromSeconds(1);

    public static Timestamp At(TimeSpan sinceStart) => (Start + sinceStart).ToTimestamp();

    public static ByteString Plan()
    {
        var features = new List<string>
        {
            """
            {"type":"Feature","properties":
            {"type":"plan","id":"row","name":"Row","max_interval_min":10,"min_dwell_s":30},
            "geometry":null}
            """,
            """{"type":"Feature","properties":{"type":"area","id":"old-town","name":"Old town"},"geometry":null}""",
        };
        for (var zone = 0; zone <= ZonesInArea; zone++)
        {
            var (latitudeDeg, longitudeDeg) = CenterOf(zone);
            var (south, north) = (latitudeDeg - 0.001, latitudeDeg + 0.001);
            var (west, east) = (longitudeDeg - 0.001, longitudeDeg + 0.001);
            var area = zone < ZonesInArea ? "\"area\":\"old-town\"," : "";
            var ring = $"[{west},{south}],[{east},{south}],[{east},{north}],[{west},{north}],[{west},{south}]";
            features.Add(
                $$$"""
                {"type":"Feature","properties":{"type":"zone",{{{area}}}"id":"z{{{zone}}}","name":"Zone {{{zone}}}"},
                "geometry":{"type":"Polygon","coordinates":[[{{{ring}}}]]}}
                """);
        }

        return ByteString.CopyFromUtf8(
            $$"""{"type":"FeatureCollection","features":[{{string.Join(",", features)}}]}""");
    }
}
