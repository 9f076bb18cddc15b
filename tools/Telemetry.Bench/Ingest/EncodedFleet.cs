using Google.Protobuf;
using Patrol.Telemetry.V1;
using Telemetry.Bench.ZoneIndex;
using GeoPoint = Telemetry.Core.Geo.GeoPoint;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// Devices that wander through a city at 5 m/s with a fix a second: every message of every stream, encoded beforehand,
/// so that the load costs the machine as little as it can beside the server.
/// </summary>
internal sealed class EncodedFleet
{
    public const long StartUs = 1_790_000_000_000_000;
    public const long FixIntervalUs = 1_000_000;

    private const int Seed = 64;
    private const double StepDeg = 5 * SyntheticCity.DegPerM;
    private const double TurnRad = 0.5;

    // As receivers give them.
    private const int PositionDecimals = 7;
    private const int HeadingDecimals = 1;

    private readonly byte[][][] _messages;

    /// <param name="batches">Messages of each stream after its Hello.</param>
    /// <param name="batchReports">Reports in each.</param>
    public EncodedFleet(SyntheticCity city, int streams, int batches, int batchReports)
    {
        BatchReports = batchReports;
        Batches = batches;
        _messages = new byte[streams][][];
        Parallel.For(0, streams, stream => _messages[stream] = Encode(city, stream, batches, batchReports));
    }

    public int Streams => _messages.Length;

    public int Batches { get; }

    public int BatchReports { get; }

    public static string DeviceId(int stream) => $"bike-{stream:0000}";

    /// <summary>The n-th message of a stream, from 0; its sequence is one more.</summary>
    public byte[] Message(int stream, int batch) => _messages[stream][batch];

    /// <summary>Fix time of the last report of a batch.</summary>
    public long LastFixUs(int batch) => StartUs + ((batch + 1L) * BatchReports * FixIntervalUs);

    private static byte[][] Encode(SyntheticCity city, int stream, int batches, int batchReports)
    {
        var random = new Random(Seed + stream);
        var position = city.PointIn(random);
        var heading = 2 * Math.PI * random.NextDouble();
        var messages = new byte[batches][];
        for (var number = 0; number < batches; number++)
        {
            var batch = new ReportBatch { Sequence = (ulong)number + 1 };
            for (var i = 0; i < batchReports; i++)
            {
                heading += TurnRad * ((2 * random.NextDouble()) - 1);
                if (!city.Contains(position))
                    heading = city.HeadingHome(position);
                var (sin, cos) = Math.SinCos(heading);
                position = new GeoPoint(
                    position.LatitudeDeg + (StepDeg * cos), position.LongitudeDeg + (StepDeg * sin));
                batch.Reports.Add(Report(position, heading, (((long)number * batchReports) + i + 1) * FixIntervalUs));
            }

            messages[number] = new PublishReportsRequest { Batch = batch }.ToByteArray();
        }

        return messages;
    }

    private static Report Report(GeoPoint position, double headingRad, long sinceStartUs) => new()
    {
        FixTimeUnixUs = (ulong)(StartUs + sinceStartUs),
        LatitudeDeg = Math.Round(position.LatitudeDeg, PositionDecimals),
        LongitudeDeg = Math.Round(position.LongitudeDeg, PositionDecimals),
        SpeedMps = 5,
        HeadingDeg = (float)Math.Round(((headingRad * 180 / Math.PI % 360) + 360) % 360, HeadingDecimals),
        AccuracyM = 3 + (sinceStartUs / FixIntervalUs % 50 / 10f),
        BatteryPercent = 100 - (sinceStartUs / FixIntervalUs / 400 % 80),
        Status = DeviceStatus.OnPatrol,
    };
}
