using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Bench.Ingest;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Client;
using GeoPoint = Telemetry.Core.Geo.GeoPoint;

namespace Telemetry.Bench.Picture;

/// <summary>
/// Units on live duty, each with a stream of its own and a report a second, whose fix time is when it is sent.
/// </summary>
internal sealed class LiveFleet : IDisposable
{
    private const int Seed = 2_000;
    private const double StepDeg = 5 * SyntheticCity.DegPerM;
    private const int OpeningsAtOnce = 64;

    /// <summary>Parts of a second in which some of the units send.</summary>
    private const int Slots = 100;

    private readonly GrpcChannel[] _channels;
    private readonly SyntheticCity _city;
    private readonly Unit[] _units;
    private long _stored;

    private LiveFleet(GrpcChannel[] channels, SyntheticCity city, int units)
    {
        (_channels, _city) = (channels, city);
        _units = [.. Enumerable.Range(0, units).Select(i => new Unit(city, new Random(Seed + i)))];
    }

    /// <summary>Reports acknowledged.</summary>
    public long Stored => Volatile.Read(ref _stored);

    /// <summary>How far the sending of a slot was behind its time at worst: more than a little, and the delays are of
    /// this load and not of the server.</summary>
    public TimeSpan WorstLag { get; private set; }

    public static async Task<LiveFleet> OpenAsync(
        Uri url, SyntheticCity city, int units, int connections)
    {
        var channels = Enumerable.Range(0, connections).Select(_ => PatrolChannel.Open(url)).ToArray();
        var fleet = new LiveFleet(channels, city, units);
        foreach (var some in Enumerable.Range(0, units).Chunk(OpeningsAtOnce))
            await Task.WhenAll(some.Select(fleet.OpenAsync));
        return fleet;
    }

    /// <summary>Sends until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var began = Stopwatch.GetTimestamp();
        var slotTime = TimeSpan.FromSeconds(1) / Slots;
        using var timer = new PeriodicTimer(slotTime);
        for (var slot = 0L; !stop.IsCancellationRequested; slot++)
        {
            var lag = Stopwatch.GetElapsedTime(began) - (slot * slotTime);
            if (lag > WorstLag)
                WorstLag = lag;
            for (var i = (int)(slot % Slots); i < _units.Length; i += Slots)
                await _units[i].SendAsync(_city);
            while (Stopwatch.GetElapsedTime(began) < (slot + 1) * slotTime)
                await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    public void Dispose()
    {
        foreach (var unit in _units)
            unit.Call?.Dispose();
        foreach (var channel in _channels)
            channel.Dispose();
    }

    private async Task OpenAsync(int number)
    {
        var call = _channels[number % _channels.Length].CreateCallInvoker()
            .AsyncDuplexStreamingCall(RawIngest.Method(RawIngest.ServiceName), null, new CallOptions());
        var hello = new Hello
        {
            Exercise = "exercises/live",
            Device = $"devices/{EncodedFleet.DeviceId(number)}",
            Session = "bench",
            Kind = DeviceKind.Bike,
        };
        await call.RequestStream.WriteAsync(new PublishReportsRequest { Hello = hello }.ToByteArray());
        if (!await call.ResponseStream.MoveNext(CancellationToken.None))
            throw new BenchFailedException("A stream ended before its Welcome.");
        _units[number].Call = call;
        _ = ReadAsync(call.ResponseStream);
    }

    private async Task ReadAsync(IAsyncStreamReader<PublishReportsResponse> answers)
    {
        try
        {
            while (await answers.MoveNext(CancellationToken.None))
                Interlocked.Add(ref _stored, (long)(answers.Current.Ack?.Stored ?? 0));
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled)
        {
            // The bench is over.
        }
    }

    private sealed class Unit(SyntheticCity city, Random random)
    {
        private GeoPoint _position = city.PointIn(random);
        private double _heading = 2 * Math.PI * random.NextDouble();
        private ulong _sequence;

        public AsyncDuplexStreamingCall<byte[], PublishReportsResponse>? Call { get; set; }

        public Task SendAsync(SyntheticCity city)
        {
            _heading = city.Contains(_position) ? _heading + random.NextDouble() - 0.5 : city.HeadingHome(_position);
            var (sin, cos) = Math.SinCos(_heading);
            _position = new GeoPoint(
                _position.LatitudeDeg + (StepDeg * cos), _position.LongitudeDeg + (StepDeg * sin));
            var report = new Report
            {
                FixTimeUnixUs = (ulong)WallClock.NowUs,
                LatitudeDeg = Math.Round(_position.LatitudeDeg, 7),
                LongitudeDeg = Math.Round(_position.LongitudeDeg, 7),
                SpeedMps = 5,
                HeadingDeg = (float)Math.Round(((_heading * 180 / Math.PI % 360) + 360) % 360, 1),
                AccuracyM = 4,
                BatteryPercent = 80,
                Status = DeviceStatus.OnPatrol,
            };
            var batch = new ReportBatch { Sequence = ++_sequence, Reports = { report } };
            return Call!.RequestStream.WriteAsync(new PublishReportsRequest { Batch = batch }.ToByteArray());
        }
    }
}
