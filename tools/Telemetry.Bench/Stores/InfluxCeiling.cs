using System.Diagnostics;
using Patrol.Telemetry.V1;
using Telemetry.Bench.Ingest;
using Telemetry.Server.Ingest;
using Telemetry.Storage.InfluxDb;
using Telemetry.Storage.InfluxDb.Http;
using Telemetry.Storage.InfluxDb.Lines;
using DeviceIdentity = Telemetry.Core.Tracks.DeviceIdentity;
using DeviceKind = Telemetry.Core.Tracks.DeviceKind;

namespace Telemetry.Bench.Stores;

/// <summary>
/// The most that influxd takes of a fleet's reports: whole bodies, nothing to wait for, nothing to decide.
/// </summary>
internal static class InfluxCeiling
{
    private const int LinesPerBody = 5_000;
    private const int Connections = 2;

    /// <summary>Batches from one number up to another, exclusive, as the server writes them.</summary>
    public static List<byte[]> Encode(EncodedFleet fleet, int from, int until)
    {
        var bodies = new List<byte[]>();
        var lines = new LineBuffer();
        var outcomes = new Storage.AppendOutcome[fleet.BatchReports];
        for (var number = from; number < until; number++)
        {
            for (var stream = 0; stream < fleet.Streams; stream++)
            {
                var device = new DeviceIdentity(EncodedFleet.DeviceId(stream), DeviceKind.Bike, "");
                var batch = new Core.Tracks.ReportBatch("ceiling", device, Decode(fleet, stream, number));
                ReportLine.AddAll(lines, batch, outcomes);
                if (lines.Count < LinesPerBody && (number, stream) != (until - 1, fleet.Streams - 1))
                    continue;
                bodies.Add(lines.Slice(0, lines.Count).ToArray());
                lines.Clear();
            }
        }

        return bodies;
    }

    /// <summary>Points a second on two connections.</summary>
    public static async Task<double> RunAsync(
        InfluxOptions options, List<byte[]> bodies, CancellationToken cancellationToken)
    {
        using var http = await InfluxConnection.OpenAsync(options, TimeProvider.System, cancellationToken);
        var points = bodies.Sum(body => body.AsSpan().Count((byte)'\n'));
        var next = -1;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(
            async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < bodies.Count; i = Interlocked.Increment(ref next))
                {
                    var answer = await http.WriteAsync(bodies[i], cancellationToken);
                    if (answer.Verdict != WriteVerdict.Stored)
                        throw new BenchFailedException($"influxd did not take a body: {answer.Reason}");
                }
            },
            cancellationToken)));
        return points / watch.Elapsed.TotalSeconds;
    }

    private static Core.Tracks.Report[] Decode(EncodedFleet fleet, int stream, int number)
    {
        var clockUs = fleet.LastFixUs(number);
        var decoder = new ReportDecoder(Core.Geo.Datum.Wgs84, clockUs, receiveUs: clockUs + 123_456);
        var message = PublishReportsRequest.Parser.ParseFrom(fleet.Message(stream, number));
        var reports = new Core.Tracks.Report[fleet.BatchReports];
        for (var i = 0; i < reports.Length; i++)
        {
            if (decoder.Decode(message.Batch.Reports[i], out reports[i]) is { } fault)
                throw new BenchFailedException($"The load itself is wrong: {fault.Detail}");
        }

        return reports;
    }
}
