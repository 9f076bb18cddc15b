using System.Diagnostics;
using System.Text;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Visits;
using Telemetry.Storage;
using Telemetry.Storage.DuckDb;
using Telemetry.TestServers;
using PlanVersion = Telemetry.Core.Plans.PlanVersion;

namespace Telemetry.Bench.Coverage;

/// <summary>
/// One call for the coverage of 5,105 places over 30 days, through a real server and a channel with gRPC's own limits,
/// with the presences of 500 devices and what late reports replaced of them in its file.
/// </summary>
internal sealed class CoverageMonthBench : IBench
{
    private const string Exercise = "month";
    private const int Zones = 5_001;
    private const int Places = 5_105;
    private const int Areas = 52;
    private const int Seed = 304;
    private const int Calls = 7;
    private const int ReplacedOneIn = 100;

    public string Name => "coverage-month";

    public async Task RunAsync(FigureWriter figures, CancellationToken cancellationToken)
    {
        await using var server = PatrolServer.Prepare();
        var (rows, officerUs) = await FillAsync(server, cancellationToken);
        await server.StartAgainAsync();
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        await WhenOpenAsync(channel, cancellationToken);
        figures.Write("rows", rows, "presences");

        var client = new CoverageService.CoverageServiceClient(channel);
        var (times, processorTimes) = (new List<double>(), new List<double>());
        for (var call = 0; call < Calls; call++)
        {
            var before = server.ProcessorTime;
            var watch = Stopwatch.StartNew();
            var answer = await client.QueryCoverageAsync(Request(), cancellationToken: cancellationToken);
            times.Add(watch.Elapsed.TotalSeconds);
            processorTimes.Add((server.ProcessorTime - before).TotalSeconds);
            Check(answer, officerUs);
            if (call > 0)
                continue;
            figures.Write("places", answer.Places.Count, "places");
            figures.Write("answer_bytes", answer.CalculateSize(), "B");
            figures.Write("seconds_first", times[0], "s");
        }

        // What it costs, whatever else the machine does.
        figures.Write("processor_seconds", processorTimes.Order().ElementAt(Calls / 2), "s");
        figures.Write("seconds", times.Order().ElementAt(Calls / 2), "s");
    }

    private static QueryCoverageRequest Request() => new()
    {
        Parent = $"exercises/{Exercise}",
        Interval = new TimeInterval { StartTime = At(PatrolMonth.StartUs), EndTime = At(PatrolMonth.EndUs) },
    };

    private static void Check(QueryCoverageResponse answer, long officerUs)
    {
        if (answer.Places.Count != Places || answer.Areas.Count != Areas)
            throw new BenchFailedException($"{answer.Places.Count} places in {answer.Areas.Count} areas came back.");
        if (answer.Total.OfficerTime.ToTimeSpan() != TimeSpan.FromMicroseconds(officerUs))
            throw new BenchFailedException($"{answer.Total.OfficerTime} of {officerUs} µs was told.");
        if (answer.Total.DoseShiftCount == 0 || answer.Total.OverdueTime.Seconds == 0)
            throw new BenchFailedException("Nothing was judged by a rule.");
    }

    private static Timestamp At(long us) => Timestamp.FromDateTimeOffset(TimeUs.ToTime(us));

    private static async Task WhenOpenAsync(GrpcChannel channel, CancellationToken cancellationToken)
    {
        var exercises = new ExerciseService.ExerciseServiceClient(channel);
        while (true)
        {
            try
            {
                await exercises.GetExerciseAsync(
                    new GetExerciseRequest { Name = $"exercises/{Exercise}" }, cancellationToken: cancellationToken);
                return;
            }
            catch (Grpc.Core.RpcException e) when (e.StatusCode == Grpc.Core.StatusCode.Unavailable)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
            }
        }
    }

    /// <summary>Writes the month as its engine would have; returns the number of presences and officer time.</summary>
    private static async Task<(long Rows, long OfficerUs)> FillAsync(
        PatrolServer server, CancellationToken cancellationToken)
    {
        var path = Path.Combine(server.Folder, PatrolServer.DuckDbFileName);
        await using var file = await DuckDbFile.OpenAsync(
            path, new DuckDbOptions(), TimeProvider.System, cancellationToken);
        var city = new SyntheticCity(Zones, Seed);
        var plan = CityPlan.Of(city, Areas);
        await BeginAsync(file.Ledger, plan, cancellationToken);

        var (rows, officerUs) = (0L, 0L);
        var cutUs = PatrolMonth.StartUs;
        var state = EngineStateAtEnd(plan);
        foreach (var hour in new PatrolMonth(Zones, Places - Zones, Seed).Hours())
        {
            // Late reports correct some of it: they were told a second longer at first.
            var right = hour.Where((_, i) => i % ReplacedOneIn == 0).ToList();
            var told = hour.Select((presence, i) => i % ReplacedOneIn == 0 ? Longer(presence) : presence).ToList();
            await CommitAsync(file.Ledger, [], told, ++cutUs, state, cancellationToken);
            await CommitAsync(file.Ledger, [.. right.Select(Longer)], right, ++cutUs, state, cancellationToken);
            rows += hour.Count;
            officerUs += hour.Sum(OfficerUsOf);
        }

        return (rows, officerUs);
    }

    private static long OfficerUsOf(Presence presence) =>
        Math.Max(0, Math.Min(presence.EndUs, PatrolMonth.EndUs) - presence.StartUs);

    private static Presence Longer(Presence presence) => presence with { EndUs = presence.EndUs + TimeUs.PerSecond };

    private static Task CommitAsync(
        ILedger ledger, IReadOnlyList<Presence> removed, IReadOnlyList<Presence> added, long cutUs, byte[] state,
        CancellationToken cancellationToken) =>
        ledger.CommitAsync(
            Exercise,
            new PresenceChanges(removed, added),
            new CheckpointRecord(cutUs, PatrolMonth.EndUs, PatrolMonth.EndUs, 0, state),
            cancellationToken);

    private static async Task BeginAsync(ILedger ledger, byte[] plan, CancellationToken cancellationToken)
    {
        await ledger.CreateExerciseAsync(
            new ExerciseRecord(Exercise, "A month", PatrolMonth.StartUs, PatrolMonth.StartUs, PatrolMonth.EndUs),
            cancellationToken);
        var document = Encoding.UTF8.GetString(plan);
        await ledger.AppendPlanAsync(
            new PlanRecord(Exercise, 1, PatrolMonth.StartUs, PatrolMonth.StartUs, "bench", document),
            cancellationToken);
        var devices = Enumerable.Range(0, PatrolMonth.Devices)
            .Select(number => new DeviceRecord(PatrolMonth.Device(number), PatrolMonth.StartUs));
        await ledger.RegisterDevicesAsync(Exercise, [.. devices], cancellationToken);
    }

    /// <summary>So that the server goes on where the month ends.</summary>
    private static byte[] EngineStateAtEnd(byte[] document)
    {
        var plan = PlanDocument.Parse(document).Plan ?? throw new BenchFailedException("The plan has faults.");
        var engine = new GapEngine(Exercise, Limits.Lateness);
        engine.ApplyPlan(
            new PlanVersion(1, PatrolMonth.StartUs, plan), new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Grounds)));
        engine.Advance(PatrolMonth.EndUs);
        return engine.TakeCommit().State;
    }
}
