using System.Text.Json.Nodes;
using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Server.Notifications;
using Telemetry.Server.Notifications.Decisions;
using Telemetry.TestServers;

namespace Telemetry.Server.Tests.Notifications;

/// <summary>The service, and hooks at work on a drill, against a real receiver.</summary>
public sealed class HookGrpcServiceTests
{
    private const string Secret = "a secret of some length";

    [Fact]
    public async Task CreateHook_ThenGetListDelete_NeverShowsItsSecrets()
    {
        await using var server = await RunningServer.StartAsync();
        var hooks = new HookService.HookServiceClient(server.Channel);
        var asked = new Hook { Url = "https://example.org:8443/in?key=k", Secret = Secret, DigestOver = 3 };

        var made = await CreateAsync(hooks, "room", asked, "exercises/live");
        await CreateAsync(hooks, "desk", new Hook { Url = "http://127.0.0.1/" }, "exercises/live");

        Assert.Equal("exercises/live/hooks/room", made.Name);
        Assert.Equal(("", "", "https://example.org:8443", true), (made.Url, made.Secret, made.Target, made.Signed));
        Assert.Equal(HookFormat.CloudEvents, made.Format);
        Assert.Equal(made, await hooks.GetHookAsync(new GetHookRequest { Name = made.Name }));
        var first = await hooks.ListHooksAsync(new ListHooksRequest { Parent = "exercises/live", PageSize = 1 });
        var second = await hooks.ListHooksAsync(new ListHooksRequest
        {
            Parent = "exercises/live",
            PageSize = 1,
            PageToken = first.NextPageToken,
        });
        Assert.Equal(
            ["exercises/live/hooks/desk", "exercises/live/hooks/room", ""],
            [first.Hooks.Single().Name, second.Hooks.Single().Name, second.NextPageToken]);
        await AssertFaultAsync(StatusCode.AlreadyExists, () => CreateAsync(hooks, "room", asked, "exercises/live"));
        await hooks.DeleteHookAsync(new DeleteHookRequest { Name = made.Name });
        await AssertFaultAsync(
            StatusCode.NotFound, () => hooks.GetHookAsync(new GetHookRequest { Name = made.Name }).ResponseAsync);
        var json = await server.Http.GetStringAsync("v1/exercises/live/hooks");
        Assert.Contains("hooks/desk", json);
    }

    private static List<Hook> BadHooks() =>
    [
        new Hook(),
        new Hook { Url = "ftp://example.org/" },
        new Hook { Url = "file:///etc/passwd" },
        new Hook { Url = "http://me:word@example.org/" },
        new Hook { Url = "http://example.org/", Secret = "short" },
        new Hook { Url = "http://example.org/", Secret = "whsec_this is not base64" },
        new Hook { Url = "http://example.org/", Secret = Secret, Format = HookFormat.Wecom },
        new Hook { Url = "http://example.org/", TimeZone = "Nowhere/Town" },
        new Hook { Url = "http://example.org/", Format = (HookFormat)77 },
        new Hook { Url = "http://example.org/", DigestOver = -1 },
        new Hook { Url = "http://example.org/", QuietHours = new QuietHours() },
        new Hook
        {
            Url = "http://example.org/",
            QuietHours = new QuietHours { Windows = { new QuietWindow { Start = "25:00", End = "06:00" } } },
        },
        new Hook { Url = "http://example.org/", Filter = new HookFilter { Kinds = { GapKind.Unspecified } } },
        new Hook { Url = "http://example.org/", Filter = new HookFilter { MinPriority = double.NaN } },
    ];

    [Fact]
    public async Task CreateHook_Faulty_InvalidArgument()
    {
        await using var server = await RunningServer.StartAsync();
        var hooks = new HookService.HookServiceClient(server.Channel);

        foreach (var row in BadHooks())
            await AssertFaultAsync(
                StatusCode.InvalidArgument, () => CreateAsync(hooks, "room", row, "exercises/live"));
    }

    [Fact]
    public async Task CreateHook_BeyondTheLimit_ResourceExhausted()
    {
        await using var server = await RunningServer.StartAsync();
        var hooks = new HookService.HookServiceClient(server.Channel);
        var hook = new Hook { Url = "http://127.0.0.1/" };
        for (var i = 0; i < NotificationLimits.HooksPerExercise; i++)
            await CreateAsync(hooks, $"h{i}", hook, "exercises/live");

        await AssertFaultAsync(StatusCode.ResourceExhausted, () => CreateAsync(hooks, "more", hook, "exercises/live"));
    }

    [Fact]
    public async Task Hook_OfADrill_TellsSignedEventsInOrderAndShowsDeliveries()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var server = await RunningServer.StartAsync();
        var hooks = new HookService.HookServiceClient(server.Channel);
        var drill = await Drill.StartAsync(server);
        await CreateAsync(hooks, "room", new Hook
        {
            Url = receiver.Url,
            Secret = Secret,
            Filter = new HookFilter { Subjects = { "places/z0" } },
        });
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        var opened = await receiver.NextAsync();
        var gap = (string)JsonNode.Parse(opened.Body)!["data"]!["name"]!;
        await drill.Gaps.AcknowledgeGapAsync(new AcknowledgeGapRequest { Name = gap, By = "desk", Note = "on it" });
        var acknowledged = await receiver.NextAsync();
        await drill.StandAsync(0, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(14));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(15));
        var resolved = await receiver.NextAsync();

        Assert.Equal(
            ["patrol.gap.opened.v1", "patrol.gap.acknowledged.v1", "patrol.gap.resolved.v1"],
            new[] { opened, acknowledged, resolved }.Select(one => (string)JsonNode.Parse(one.Body)!["type"]!));
        foreach (var one in receiver.All)
        {
            Assert.Equal("application/cloudevents+json; charset=utf-8", one.ContentType);
            Assert.Equal((string)JsonNode.Parse(one.Body)!["id"]!, one.Id);
            Assert.Equal(
                Signature.OfWebhook(Secret, one.Id, long.Parse(one.Headers["webhook-timestamp"]), one.Body),
                one.Headers["webhook-signature"]);
        }

        var list = await hooks.ListHookDeliveriesAsync(
            new ListHookDeliveriesRequest { Parent = $"{Drill.Name}/hooks/room", PageSize = 2 });
        Assert.Equal(resolved.Id, list.Deliveries[0].EventId);
        var rest = await hooks.ListHookDeliveriesAsync(new ListHookDeliveriesRequest
        {
            Parent = $"{Drill.Name}/hooks/room",
            PageSize = 2,
            PageToken = list.NextPageToken,
        });
        Assert.Equal((opened.Id, ""), (rest.Deliveries.Single().EventId, rest.NextPageToken));
        Assert.Equal(HookDeliveryState.Delivered, rest.Deliveries[0].State);
        Assert.Equal(200, rest.Deliveries[0].Attempts.Single().HttpStatus);
    }

    [Fact]
    public async Task Hook_QuietNow_HoldsUntilTheEndAndTellsOneDigest()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 20, 30, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(time: time);
        var hooks = new HookService.HookServiceClient(server.Channel);
        var drill = await Drill.StartAsync(server);
        QuietHours Quiet(QuietMode mode) =>
            new() { Mode = mode, Windows = { new QuietWindow { Start = "20:00", End = "21:00" } } };
        var held = new Hook { Url = receiver.Url, DigestOver = 2, QuietHours = Quiet(QuietMode.Hold) };
        await CreateAsync(hooks, "held", held);
        var dropped = new Hook(held) { QuietHours = Quiet(QuietMode.Drop) };
        await CreateAsync(hooks, "dropped", dropped);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));
        // A second passes in which the hook that drops sees what there is.
        time.Advance(NotificationLimits.Tick);
        await UntilSeenAsync(server, "dropped", time);
        Assert.Empty(receiver.All);

        time.Advance(TimeSpan.FromMinutes(40));
        var digest = await NextAsync(receiver, time);

        var json = JsonNode.Parse(digest.Body)!;
        Assert.Equal("patrol.gap.digest.v1", (string)json["type"]!);
        Assert.Equal(Drill.ZonesInArea + 1, (int)json["data"]!["count"]!);
        Assert.StartsWith("held-", digest.Id);
        Assert.Single(receiver.All);
    }

    [Fact]
    public async Task Hook_ThatIsRefused_IsGivenUpAfterSoManyAttemptsAndTheNextIsTold()
    {
        await using var receiver = await HookReceiver.StartAsync();
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 5, 1, 20, 30, 0, TimeSpan.Zero));
        await using var server = await RunningServer.StartAsync(time: time);
        var hooks = new HookService.HookServiceClient(server.Channel);
        var drill = await Drill.StartAsync(server);
        receiver.Mood = ReceiverMood.Refuses;
        var filter = new HookFilter { Subjects = { "places/z0" } };
        await CreateAsync(hooks, "room", new Hook { Url = receiver.Url, Filter = filter });
        await drill.AdvanceAsync(TimeSpan.FromMinutes(11));

        var ids = new List<string>();
        for (var i = 0; i < NotificationLimits.RefusedAttempts; i++)
            ids.Add((await NextAsync(receiver, time)).Id);
        receiver.Mood = ReceiverMood.Takes;
        await drill.StandAsync(0, TimeSpan.FromMinutes(12), TimeSpan.FromMinutes(14));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(15));
        var next = await NextAsync(receiver, time);

        Assert.Single(ids.Distinct());
        Assert.Equal("patrol.gap.resolved.v1", (string)JsonNode.Parse(next.Body)!["type"]!);
        var given = await hooks.ListHookDeliveriesAsync(new ListHookDeliveriesRequest
        {
            Parent = $"{Drill.Name}/hooks/room",
            State = HookDeliveryState.GivenUp,
        });
        Assert.Equal(NotificationLimits.RefusedAttempts, Assert.Single(given.Deliveries).Attempts.Count);
    }

    [Fact]
    public async Task TestHook_Robots_SignedAsTheyAskAndReadFully()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var server = await RunningServer.StartAsync();
        var hooks = new HookService.HookServiceClient(server.Channel);
        await CreateAsync(
            hooks, "ding", new Hook { Url = receiver.Url, Secret = Secret, Format = HookFormat.Dingtalk },
            "exercises/live");
        await CreateAsync(
            hooks, "fei", new Hook { Url = receiver.Url, Secret = Secret, Format = HookFormat.Feishu },
            "exercises/live");

        receiver.Answer = """{"errcode":0,"errmsg":"ok"}""";
        var ding = await hooks.TestHookAsync(new TestHookRequest { Name = "exercises/live/hooks/ding" });
        receiver.Answer = """{"code":19021,"msg":"sign match fail"}""";
        var fei = await hooks.TestHookAsync(new TestHookRequest { Name = "exercises/live/hooks/fei" });

        Assert.True(ding.Delivered, ding.Attempt.Error);
        Assert.Equal((false, "code 19021: sign match fail"), (fei.Delivered, fei.Attempt.Error));
        var (first, second) = (receiver.All.First(), receiver.All.Last());
        Assert.Matches("^\\?timestamp=[0-9]{13}&sign=[A-Za-z0-9%]+$", first.Query);
        Assert.Equal("markdown", (string)JsonNode.Parse(first.Body)!["msgtype"]!);
        var signed = JsonNode.Parse(second.Body)!;
        Assert.Equal(
            Signature.OfFeishu(Secret, long.Parse((string)signed["timestamp"]!)), (string)signed["sign"]!);
    }

    private static Task<Hook> CreateAsync(
        HookService.HookServiceClient hooks, string id, Hook hook, string parent = Drill.Name) =>
        hooks.CreateHookAsync(new CreateHookRequest { Parent = parent, HookId = id, Hook = hook }).ResponseAsync;

    private static async Task AssertFaultAsync(StatusCode code, Func<Task> call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<RpcException>(call)).StatusCode);

    /// <summary>Lets the server's time run until the receiver has a message.</summary>
    private static async Task<ReceivedHook> NextAsync(HookReceiver receiver, FakeTimeProvider time)
    {
        var next = receiver.NextAsync();
        while (!next.IsCompleted)
        {
            // Slowly enough that no attempt runs into its time limit for want of a processor.
            time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.WhenAny(next, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System));
        }

        return await next;
    }

    private static async Task UntilSeenAsync(RunningServer server, string hookId, FakeTimeProvider time)
    {
        var ledger = (Storage.ILedger)server.App.Services.GetService(typeof(Storage.ILedger))!;
        while ((await ledger.ReadHooksAsync(CancellationToken.None)).Single(hook => hook.Id == hookId)
               .Cursor.GapSequence == 0)
            time.Advance(NotificationLimits.Tick);
    }
}
