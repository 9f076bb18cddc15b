using Telemetry.Bench.ZoneIndex;

namespace Telemetry.Bench.Ingest;

/// <summary>
/// One report a message on 1,000 streams, against the same service written plainly: an acknowledgement per message, no
/// coalescing. Both in one server, by turns, a ratio for each turn.
/// </summary>
internal sealed class IngestSingleBench : IBench
{
    private const int Zones = 5_000;
    private const int CitySeed = 304;
    private const int Streams = 1_000;
    private const int WarmUpMessages = 200;
    private const int MessagesPerRound = 400;
    private const int Rounds = 3;
    private const int Connections = 4;

    public string Name => "ingest-single";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        var city = new SyntheticCity(Zones, CitySeed);
        var fleet = new EncodedFleet(city, Streams, WarmUpMessages + (Rounds * MessagesPerRound), batchReports: 1);
        var plan = CityPlan.Of(city);
        await using var server = await TestServers.PatrolServer.StartProgramAsync(
            [typeof(PlainServer).Assembly.Location, PlainServer.Command]);
        using var plain = await DrillLoad.OpenAsync(
            server.GrpcUrl, PlainIngest.ServiceName, "plain", plan, fleet, Connections, cancellationToken);
        using var real = await DrillLoad.OpenAsync(
            server.GrpcUrl, RawIngest.ServiceName, "real", plan, fleet, Connections, cancellationToken);
        await plain.RunAsync(WarmUpMessages, cancellationToken);
        await real.RunAsync(WarmUpMessages, cancellationToken);

        var (speeds, plainSpeeds) = (new List<double>(), new List<double>());
        for (var round = 1; round <= Rounds; round++)
        {
            var until = WarmUpMessages + (round * MessagesPerRound);
            plainSpeeds.Add(PerSecond(await plain.RunAsync(until, cancellationToken)));
            speeds.Add(PerSecond(await real.RunAsync(until, cancellationToken)));
        }

        figures.Write("reports_per_s", Median(speeds), "reports/s");
        figures.Write("reports_per_s_plain", Median(plainSpeeds), "reports/s");
        figures.Write("ratio_to_plain", Median(speeds.Zip(plainSpeeds, (speed, plain) => speed / plain)), "ratio");
    }

    private static double PerSecond(TimeSpan spent) => Streams * MessagesPerRound / spent.TotalSeconds;

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
}
