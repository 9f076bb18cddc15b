using System.Text.Json;
using Telemetry.TestServers;

namespace Telemetry.Cli.Tests.Commands;

/// <summary><c>patrol hooks</c> against the real server and a real receiver.</summary>
public sealed class HooksCommandTests
{
    [Fact]
    public async Task Hooks_AddListTestDeliveriesDelete_AsAPersonWould()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var server = await PatrolServer.StartAsync();
        var secret = Path.Combine(server.Folder, "secret");
        await File.WriteAllTextAsync(secret, "a secret of some length\n");

        Task<Ran> PatrolAsync(params string[] args) =>
            Ran.PatrolAsync([.. args, "--server", server.GrpcUrl.ToString()]);

        await UntilReadyAsync(server);
        string[] filter = ["--kind", "overdue", "--kind", "breach", "--event", "Opened", "--min-priority", "2"];
        string[] quiet = ["--time-zone", "Asia/Shanghai", "--quiet", "00:00-24:00", "--digest-over", "5"];
        var added = await PatrolAsync(
            ["hooks", "add", "room", receiver.Url, "--secret-file", secret, "--json", .. filter, .. quiet]);
        Assert.Equal((ExitCode.Ok, ""), (added.ExitCode, added.Error));
        var hook = JsonDocument.Parse(added.Out).RootElement;
        Assert.Equal("", hook.GetProperty("url").GetString());
        Assert.True(hook.GetProperty("signed").GetBoolean());
        Assert.Equal(2, hook.GetProperty("filter").GetProperty("kinds").GetArrayLength());
        Assert.Equal(5, hook.GetProperty("digestOver").GetInt32());

        var list = await PatrolAsync("hooks", "list");
        Assert.Contains("room", list.Out);
        Assert.Contains("00:00-24:00", list.Out);

        var tested = await PatrolAsync("hooks", "test", "room");
        Assert.Equal((ExitCode.Ok, ""), (tested.ExitCode, tested.Error));
        Assert.StartsWith("delivered in ", tested.Out);
        Assert.Contains("patrol.hook.test.v1", Assert.Single(receiver.All).Body);
        receiver.Mood = ReceiverMood.Fails;
        var failed = await PatrolAsync("hooks", "test", "room");
        Assert.Equal(ExitCode.Refused, failed.ExitCode);
        Assert.Contains("status 500", failed.Error);

        Assert.Equal(ExitCode.Ok, (await PatrolAsync("hooks", "deliveries", "room", "--state", "Pending")).ExitCode);
        Assert.Equal(ExitCode.Usage, (await PatrolAsync("hooks", "add", "x", receiver.Url, "--quiet", "8")).ExitCode);
        Assert.Equal(ExitCode.Refused, (await PatrolAsync("hooks", "add", "x", "ftp://example.org")).ExitCode);
        Assert.Equal(ExitCode.Ok, (await PatrolAsync("hooks", "delete", "room")).ExitCode);
        Assert.Equal(ExitCode.Refused, (await PatrolAsync("hooks", "delete", "room")).ExitCode);
    }

    private static async Task UntilReadyAsync(PatrolServer server)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var http = new HttpClient { BaseAddress = server.HttpUrl };
        while (!(await http.GetAsync(new Uri("/healthz/ready", UriKind.Relative), patience.Token)).IsSuccessStatusCode)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}
