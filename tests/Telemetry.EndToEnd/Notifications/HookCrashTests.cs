using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Net.Client;
using Patrol.Telemetry.V1;
using Telemetry.TestServers;

namespace Telemetry.EndToEnd.Notifications;

/// <summary>
/// A receiver that fails, hangs and restarts, and a server that is killed meanwhile: every event arrives, and whatever
/// comes twice under one key is the same.
/// </summary>
public sealed class HookCrashTests
{
    private const string Exercise = "exercises/night";
    private const string Secret = "a secret of some length";
    private const int Zones = 12;

    private static readonly DateTimeOffset Start = new(2026, 5, 1, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Hook_ReceiverAndServerInTrouble_EveryEventArrivesUnderOneKey(int digestOver)
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var server = await PatrolServer.StartAsync();
        await PrepareAsync(server, receiver.Url, digestOver);

        // The receiver fails: what opens is kept, and the drill goes on.
        receiver.Mood = ReceiverMood.Fails;
        await AdvanceAsync(server, minutes: 13);
        await receiver.NextAsync();

        // It hangs, having read a message, and the server is killed before any answer.
        receiver.Mood = ReceiverMood.Hangs;
        await UntilAsync(receiver, ReceiverMood.Hangs);
        await server.KillAsync();
        await server.StartAgainAsync();

        // More opens while it is gone altogether; the server is killed again, as soon as the drill's clock is moved.
        await receiver.GoAsync();
        await AdvanceAsync(server, minutes: 17);
        await server.KillAsync();
        await receiver.ComeAsync();
        receiver.Mood = ReceiverMood.Takes;
        await server.StartAgainAsync();
        await AdvanceAsync(server, minutes: 40);
        var expected = await EventsOfTheLedgerAsync(server);

        var taken = new Dictionary<string, string>();
        while (!expected.IsSubsetOf(taken.Values.SelectMany(EventsOf)))
        {
            var next = await receiver.NextAsync();
            if (next.Mood == ReceiverMood.Takes)
                taken[next.Id] = next.Body;
        }

        Assert.Equal(Zones, expected.Count);
        var told = taken.Values.SelectMany(EventsOf).ToList();
        Assert.Equal(expected.Order(), told.Order());
        foreach (var same in receiver.All.GroupBy(one => one.Id))
            Assert.Single(same.Select(one => one.Body).Distinct());
        Assert.All(receiver.All, AssertSigned);
        Assert.Contains(receiver.All.GroupBy(one => one.Id), same => same.Count() > 1);
        Assert.Equal(digestOver > 0, taken.Values.Any(body => TypeOf(body) == "patrol.gap.digest.v1"));
    }

    private static async Task PrepareAsync(PatrolServer server, string url, int digestOver)
    {
        await UntilReadyAsync(server);
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        await new ExerciseService.ExerciseServiceClient(channel).CreateExerciseAsync(
            new CreateExerciseRequest
            {
                ExerciseId = "night",
                Exercise = new Exercise { StartTime = Start.ToTimestamp() },
            });
        await new PlanService.PlanServiceClient(channel).ApplyPlanAsync(
            new ApplyPlanRequest { Exercise = Exercise, Geojson = Plan(), Author = "tests" });
        await new HookService.HookServiceClient(channel).CreateHookAsync(new CreateHookRequest
        {
            Parent = Exercise,
            HookId = "room",
            Hook = new Hook { Url = url, Secret = Secret, DigestOver = digestOver },
        });
    }

    /// <summary>The drill's clock does not wait for any receiver.</summary>
    private static async Task AdvanceAsync(PatrolServer server, int minutes)
    {
        await UntilReadyAsync(server);
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var exercises = new ExerciseService.ExerciseServiceClient(channel);
        var request = new AdvanceClockRequest
        {
            Name = Exercise,
            ClockTime = (Start + TimeSpan.FromMinutes(minutes)).ToTimestamp(),
        };
        await exercises.AdvanceClockAsync(request);
    }

    private static async Task UntilReadyAsync(PatrolServer server)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = server.HttpUrl };
        while (!(await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), patience.Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }

    /// <summary>Each gap opens once and stays open: nobody patrols.</summary>
    private static async Task<HashSet<string>> EventsOfTheLedgerAsync(PatrolServer server)
    {
        using var channel = GrpcChannel.ForAddress(server.GrpcUrl);
        var gaps = await new GapService.GapServiceClient(channel).ListGapsAsync(
            new ListGapsRequest { Parent = Exercise, PageSize = 1_000 });
        Assert.All(gaps.Gaps, gap => Assert.Equal((1, GapState.Open), (gap.Revision, gap.State)));
        return [.. gaps.Gaps.Select(gap => $"patrol.gap.opened.v1 {gap.Name}")];
    }

    private static async Task UntilAsync(HookReceiver receiver, ReceiverMood mood)
    {
        while ((await receiver.NextAsync()).Mood != mood)
        {
        }
    }

    private static IEnumerable<string> EventsOf(string body)
    {
        var one = JsonDocument.Parse(body).RootElement;
        return one.GetProperty("data").TryGetProperty("events", out var many)
            ? many.EnumerateArray().Select(EventOf)
            : [EventOf(one)];
    }

    private static string EventOf(JsonElement one) =>
        $"{one.GetProperty("type").GetString()} {one.GetProperty("data").GetProperty("name").GetString()}";

    private static string? TypeOf(string body) => JsonDocument.Parse(body).RootElement.GetProperty("type").GetString();

    /// <summary>As the README tells receivers to check it.</summary>
    private static void AssertSigned(ReceivedHook one)
    {
        var signed = $"{one.Id}.{one.Headers["webhook-timestamp"]}.{one.Body}";
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed));
        Assert.Equal($"v1,{Convert.ToBase64String(expected)}", one.Headers["webhook-signature"]);
    }

    /// <summary>A row of zones, each with a longer interval than the one before.</summary>
    private static ByteString Plan()
    {
        var features = Enumerable.Range(0, Zones).Select(zone =>
        {
            var (west, east) = (121.4 + (zone * 0.01), 121.401 + (zone * 0.01));
            var ring = $"[{west},31.2],[{east},31.2],[{east},31.201],[{west},31.201],[{west},31.2]";
            var rule = $"\"max_interval_min\":{10 + zone},\"min_dwell_s\":30";
            return $$$"""
                {"type":"Feature","properties":{"type":"zone","id":"z{{{zone}}}","name":"Zone {{{zone}}}",{{{rule}}}},
                "geometry":{"type":"Polygon","coordinates":[[{{{ring}}}]]}}
                """;
        });
        const string Head = """{"type":"Feature","properties":{"type":"plan","id":"p","name":"P"},"geometry":null}""";
        return ByteString.CopyFromUtf8(
            $$"""{"type":"FeatureCollection","features":[{{string.Join(",", features.Prepend(Head))}}]}""");
    }
}
