using System.Collections.Immutable;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tests.Gaps.Oracle;
using Telemetry.Core.Tracks;
using Telemetry.TestServers;
using DeviceKind = Patrol.Telemetry.V1.DeviceKind;
using GapKind = Telemetry.Core.Gaps.GapKind;
using PlanVersion = Telemetry.Core.Plans.PlanVersion;
using Report = Patrol.Telemetry.V1.Report;

namespace Telemetry.EndToEnd.Crash;

/// <summary>
/// A drill under load while servers die: devices wander over the sample quarter, some of their reports late or twice,
/// the clock moves with the acknowledgements. In the end the store and the gaps must be as if nothing had happened.
/// </summary>
internal sealed class CrashDrill(PatrolServer server, int seed)
{
    private const string Exercise = "exercises/crash";
    private const int Devices = 12;
    private const int StepSeconds = 30;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 11, 55, 0, TimeSpan.Zero);

    private readonly Random _random = new(seed);
    private readonly CrashDevice[] _devices =
    [
        .. Enumerable.Range(1, Devices).Select(n => new CrashDevice(
            Exercise, n <= 10 ? $"bike-{n:00}" : $"extra-{n:00}", DeviceKind.Bike)),
    ];

    private readonly (double Latitude, double Longitude)[] _positions = new (double, double)[Devices];
    private readonly List<(CrashDevice Device, Report Report)> _held = [];
    private readonly byte[] _plan = File.ReadAllBytes(
        Path.Combine(RepositoryRoot.Path, "src/plans/old-quarter.geojson"));

    private GrpcChannel? _channel;
    private long _clockUs = TimeUs.From(Start);

    public long Acknowledged => _devices.Sum(device => (long)device.Acknowledged.Count);

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        Array.Fill(_positions, CenterOfPlan());
        // A server that has only just begun to listen may still be recovering.
        await RetryAsync(
            async () => await new ExerciseService.ExerciseServiceClient(Channel()).CreateExerciseAsync(
                new CreateExerciseRequest
                {
                    ExerciseId = "crash",
                    Exercise = new Exercise { StartTime = Start.ToTimestamp() },
                },
                cancellationToken: cancellationToken),
            cancellationToken);
        await new PlanService.PlanServiceClient(Channel()).ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Exercise, Geojson = ByteString.CopyFrom(_plan), Author = "crash" },
            cancellationToken: cancellationToken);
    }

    /// <summary>
    /// One step of event time: report, be acknowledged, move the clock. Goes on across any number of crashes.
    /// </summary>
    public async Task StepAsync(CancellationToken cancellationToken)
    {
        var untilUs = _clockUs + (StepSeconds * TimeUs.PerSecond);
        for (var d = 0; d < Devices; d++)
            _devices[d].Send(Wander(d, untilUs));
        ReleaseHeld();
        await Task.WhenAll(_devices.Select(device => device.DeliverAsync(
            () => new IngestService.IngestServiceClient(Channel()), cancellationToken)));
        await RetryAsync(() => AdvanceAsync(untilUs, cancellationToken), cancellationToken);
        _clockUs = untilUs;
    }

    /// <summary>What must hold in the end; throws when it does not.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        for (var d = 0; d < _held.Count; d++)
            _held[d].Device.Send([_held[d].Report]);
        await Task.WhenAll(_devices.Select(device => device.DeliverAsync(
            () => new IngestService.IngestServiceClient(Channel()), cancellationToken)));
        await RetryAsync(() => AdvanceAsync(_clockUs, cancellationToken), cancellationToken);

        var tracks = new Dictionary<string, List<Fix>>();
        foreach (var device in _devices)
        {
            var track = tracks[device.Id] = await ReadTrackAsync(device, cancellationToken);
            var stored = track.Select(fix => (ulong)fix.TimeUs).ToHashSet();
            Assert.Equal(track.Count, stored.Count);
            Assert.Empty(device.Acknowledged.Except(stored));
        }

        var version = new PlanVersion(1, TimeUs.From(Start), PlanDocument.Parse(_plan).Plan!);
        var expected = new BatchOracle("crash", [version]).GapsAt(_clockUs, tracks).Select(Line);
        Assert.Equal(
            string.Join('\n', expected.Order(StringComparer.Ordinal)),
            string.Join('\n', (await ListGapsAsync(cancellationToken)).Order(StringComparer.Ordinal)));
    }

    private IEnumerable<Report> Wander(int index, long untilUs)
    {
        // Sometimes a device is not heard for a while.
        if (_random.Next(12) == 0)
            yield break;
        for (var us = _clockUs + TimeUs.PerSecond; us <= untilUs; us += TimeUs.PerSecond)
        {
            var (latitude, longitude) = _positions[index];
            latitude += (_random.NextDouble() - 0.5) * 1.2e-4;
            longitude += (_random.NextDouble() - 0.5) * 1.2e-4;
            _positions[index] = (latitude, longitude);
            var report = new Report { FixTimeUnixUs = (ulong)us, LatitudeDeg = latitude, LongitudeDeg = longitude };
            if (_random.Next(40) == 0)
                _held.Add((_devices[index], report));
            else
                yield return report;
            if (_random.Next(200) == 0)
                yield return report.Clone();
        }
    }

    /// <summary>Some reports come minutes late.</summary>
    private void ReleaseHeld()
    {
        foreach (var late in _held.Where(_ => _random.Next(8) == 0).ToList())
        {
            late.Device.Send([late.Report]);
            _held.Remove(late);
        }
    }

    private (double Latitude, double Longitude) CenterOfPlan()
    {
        var shape = (PlaceShape.Area)PlanDocument.Parse(_plan).Plan!.Places.First(p => p.Kind == PlaceKind.Zone).Shape;
        return (shape.Geometry.Centroid.Y, shape.Geometry.Centroid.X);
    }

    private GrpcChannel Channel() => _channel ??= GrpcChannel.ForAddress(server.GrpcUrl, new GrpcChannelOptions
    {
        InitialReconnectBackoff = TimeSpan.FromMilliseconds(20),
        MaxReconnectBackoff = TimeSpan.FromMilliseconds(100),
    });

    private async Task AdvanceAsync(long clockUs, CancellationToken cancellationToken) =>
        await new ExerciseService.ExerciseServiceClient(Channel()).AdvanceClockAsync(
            new AdvanceClockRequest { Name = Exercise, ClockTime = TimeUs.ToTime(clockUs).ToTimestamp() },
            cancellationToken: cancellationToken);

    private static async Task RetryAsync(Func<Task> call, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await call();
                return;
            }
            catch (RpcException fault) when (fault.StatusCode
                is StatusCode.Unavailable or StatusCode.Internal or StatusCode.Cancelled or StatusCode.Unknown)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }

    private async Task<List<Fix>> ReadTrackAsync(CrashDevice device, CancellationToken cancellationToken)
    {
        var fixes = new List<Fix>();
        using var call = new FleetService.FleetServiceClient(Channel()).ReadTrack(
            new ReadTrackRequest { Name = $"{Exercise}/devices/{device.Id}" }, cancellationToken: cancellationToken);
        await foreach (var answer in call.ResponseStream.ReadAllAsync(cancellationToken))
        {
            fixes.AddRange(answer.Points.Select(point => new Fix(
                (long)point.Report.FixTimeUnixUs,
                new Core.Geo.GeoPoint(point.Report.LatitudeDeg, point.Report.LongitudeDeg),
                (Core.Tracks.DeviceKind)device.Kind,
                (Core.Tracks.DeviceStatus)point.Report.Status)
            {
                AccuracyM = point.Report.HasAccuracyM ? point.Report.AccuracyM : null,
                HeightM = point.Report.HasHeightM ? point.Report.HeightM : null,
                BatteryPercent = point.Report.HasBatteryPercent ? point.Report.BatteryPercent : null,
                SaysItMoves = point.Report.HasSpeedMps && point.Report.SpeedMps >= FixFilter.MovingMps,
            }));
        }

        return fixes;
    }

    private async Task<List<string>> ListGapsAsync(CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        var request = new ListGapsRequest { Parent = Exercise, PageSize = 1000 };
        do
        {
            var page = await new GapService.GapServiceClient(Channel()).ListGapsAsync(
                request, cancellationToken: cancellationToken);
            lines.AddRange(page.Gaps.Select(Line));
            request.PageToken = page.NextPageToken;
        }
        while (request.PageToken.Length > 0);
        return lines;
    }

    private static string Line(Core.Gaps.Gap gap) => Line(
        gap.Id, (int)gap.Kind, (gap.Kind == GapKind.Silent ? "devices/" : "places/") + gap.SubjectId, gap.IdleFromUs,
        gap.OpenUs, gap.Close?.TimeUs, (int)(gap.Close?.Reason ?? 0), gap.UnverifiedBy.Select(id => $"devices/{id}"));

    private static string Line(Gap gap) => Line(
        gap.Name[(gap.Name.LastIndexOf('/') + 1)..], (int)gap.Kind, gap.Subject, Us(gap.IdleStartTime)!.Value,
        Us(gap.OpenTime)!.Value, Us(gap.CloseTime), (int)gap.CloseReason, gap.UnverifiedBy);

    private static string Line(
        string id, int kind, string subject,
        long idleUs, long openUs, long? closeUs, int reason, IEnumerable<string> by) =>
        $"{subject} kind {kind} idle {idleUs} open {openUs} close {closeUs} reason {reason}"
            + $" by {string.Join(',', by)} {id}";

    private static long? Us(Timestamp? time) => time is null ? null : TimeUs.From(time.ToDateTimeOffset());
}
