using Patrol.Telemetry.V1;
using Telemetry.Client.Tests.Scripted;

namespace Telemetry.Client.Tests;

public sealed class PatrolDeviceTests : IAsyncLifetime, IDisposable
{
    private const int TimeoutMs = 60_000;

    private readonly TemporaryFolder _folder = new();
    private ScriptedServer _server = null!;

    public async Task InitializeAsync() => _server = await ScriptedServer.StartNewAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Theory(Timeout = TimeoutMs)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task PublishAsync_Online_EveryReportArrivesOnce(bool spooled)
    {
        await using var device = PatrolDevice.Start(Options(spooled));
        for (var i = 0; i < 500; i++)
            await device.PublishAsync(Samples.Report(i));
        await device.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 500), _server.Ingest.SecondsOn(_ => true).Order());
        Assert.Equal((500, 0), (device.Figures.Stored, device.Figures.Unsettled));
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task PublishAsync_ServerAway_IsDeliveredWhenItIsBack()
    {
        await _server.KillAsync();
        await using var device = PatrolDevice.Start(Options(spooled: true));
        for (var i = 0; i < 50; i++)
            await device.PublishAsync(Samples.Report(i));
        Assert.Equal(50, device.Figures.Unsettled);

        await _server.StartAsync();
        await device.FlushAsync();
        Assert.Equal(50, _server.Ingest.StoredCount);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Reconnect_AfterAnOutage_FreshReportsDoNotWaitForTheBacklog()
    {
        var backlogHeld = true;
        _server.Ingest.Acks = session => !(backlogHeld && IsBacklog(session));
        await _server.KillAsync();
        await using var device = PatrolDevice.Start(Options(spooled: true));
        for (var i = 0; i < 100; i++)
            await device.PublishAsync(Samples.Report(i));
        var connected = Connected(device);
        await _server.StartAsync();
        await connected;
        await _server.Ingest.UntilAsync(ingest => ingest.SecondsOn(IsBacklog).Any());
        await device.PublishAsync(Samples.Report(1_000));

        // The backlog is under way and not settled, yet the fresh report is stored.
        await _server.Ingest.UntilAsync(ingest => ingest.StoredCount == 1);
        Assert.Equal([1_000], _server.Ingest.SecondsOn(session => !IsBacklog(session)));
        await UntilAsync(() => device.Figures.Unsettled == 100);
        // All of it, for an acknowledgement of a later batch would speak for those before it.
        await _server.Ingest.UntilAsync(ingest => ingest.SecondsOn(IsBacklog).Count() == 100);
        backlogHeld = false;
        _server.Ingest.DropAll();
        await device.FlushAsync();
        Assert.Equal(101, _server.Ingest.StoredCount);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Start_AfterAKill_ResendsExactlyWhatWasNotAcknowledged()
    {
        var held = false;
        _server.Ingest.Acks = _ => !held;
        await using var killed = PatrolDevice.Start(Options(spooled: true));
        for (var i = 0; i < 100; i++)
            await killed.PublishAsync(Samples.Report(i));
        await killed.FlushAsync();
        held = true;
        for (var i = 100; i < 130; i++)
            await killed.PublishAsync(Samples.Report(i));
        await _server.Ingest.UntilAsync(ingest => ingest.SecondsOn(_ => true).Count() == 130);
        using var left = _folder.CopyAsAfterKill();
        await _server.KillAsync();
        var before = _server.Ingest.All.Count;
        held = false;
        // The one that was killed does not come back.
        var address = _server.Address;
        await using var server = await ScriptedServer.StartNewAsync();

        await using var device = PatrolDevice.Start(Options(spooled: true) with
        {
            Address = server.Address,
            SpoolFolder = left.Path,
        });
        await device.FlushAsync();
        Assert.Equal(Enumerable.Range(100, 30), server.Ingest.SecondsOn(_ => true));
        Assert.Equal(before, _server.Ingest.All.Count);
        Assert.NotEqual(address, server.Address);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Reconnect_AckLostOnTheWay_WelcomeSettlesWhatIsDurable()
    {
        var silent = true;
        _server.Ingest.Acks = _ => !silent;
        _server.Ingest.StoresWithoutAck = true;
        await using var device = PatrolDevice.Start(Options(spooled: true));
        await Connected(device);
        for (var i = 0; i < 20; i++)
            await device.PublishAsync(Samples.Report(i));
        await _server.Ingest.UntilAsync(ingest => ingest.StoredCount == 20);
        silent = false;
        _server.Ingest.DropAll();
        await device.FlushAsync();

        Assert.Equal(20, _server.Ingest.SecondsOn(_ => true).Count());
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Reconnect_ServerForgotTheSession_RepeatsAreKnownThere()
    {
        var silent = true;
        _server.Ingest.Acks = _ => !silent;
        _server.Ingest.StoresWithoutAck = true;
        await using var device = PatrolDevice.Start(Options(spooled: true));
        await Connected(device);
        for (var i = 0; i < 20; i++)
            await device.PublishAsync(Samples.Report(i));
        await _server.Ingest.UntilAsync(ingest => ingest.StoredCount == 20);
        silent = false;
        _server.Ingest.ForgetSessions();
        _server.Ingest.DropAll();
        await device.FlushAsync();

        Assert.Equal(20, device.Figures.Duplicates);
        Assert.Equal(20, _server.Ingest.StoredCount);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Drain_Announced_ConnectsAgainAndDeliversAll()
    {
        await using var device = PatrolDevice.Start(Options(spooled: false));
        await Connected(device);
        await device.PublishAsync(Samples.Report(0));
        await device.FlushAsync();
        var again = Connected(device, twice: true);
        await _server.Ingest.DrainAsync(TimeSpan.FromMilliseconds(20));
        await device.PublishAsync(Samples.Report(1));
        await device.FlushAsync();
        await again;

        Assert.Equal(2, _server.Ingest.StoredCount);
        Assert.Equal(0, device.Figures.Failures);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Rejected_ReportRefusedForGood_IsToldAndNotSentAgain()
    {
        _server.Ingest.Rejects = report => Samples.SecondOf(report) == 3;
        await using var device = PatrolDevice.Start(Options(spooled: true));
        var rejected = new List<Report?>();
        device.Rejected += (_, report) => rejected.Add(report);
        for (var i = 0; i < 5; i++)
            await device.PublishAsync(Samples.Report(i));
        await device.FlushAsync();

        Assert.Equal([Samples.Report(3)], rejected);
        Assert.Equal((4, 1, 0), (device.Figures.Stored, device.Figures.Rejected, device.Figures.Unsettled));
        Assert.Equal(5, _server.Ingest.SecondsOn(_ => true).Count());
    }

    [Theory(Timeout = TimeoutMs)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TryPublish_SpoolFull_IsRefusedAndOlderOnesStay(bool spooled)
    {
        await _server.KillAsync();
        await using var device = PatrolDevice.Start(Options(spooled) with { SpoolLimitBytes = 256 << 10 });
        var accepted = 0;
        while (device.TryPublish(Samples.Report(accepted)) == PublishResult.Accepted)
            accepted++;
        Assert.InRange(device.Figures.SpoolBytes, 200 << 10, 256 << 10);
        Assert.Equal(1, device.Figures.RefusedFull);
        var waiting = device.PublishAsync(Samples.Report(accepted)).AsTask();
        Assert.False(waiting.IsCompleted);

        await _server.StartAsync();
        await waiting;
        await device.FlushAsync();
        Assert.Equal(accepted + 1, _server.Ingest.StoredCount);
    }

    private static bool IsBacklog(string session) => session.EndsWith("-backlog", StringComparison.Ordinal);

    private static Task Connected(PatrolDevice device, bool twice = false)
    {
        var connected = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        device.ConnectionChanged += change =>
        {
            if (change.IsConnected)
                connected.TrySetResult();
        };
        if (device.IsConnected && !twice)
            connected.TrySetResult();
        return connected.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private PatrolDeviceOptions Options(bool spooled) => new()
    {
        Address = _server.Address,
        Device = "bike-1",
        Kind = DeviceKind.Bike,
        SpoolFolder = spooled ? _folder.Path : null,
        BatchReports = 16,
        BackoffMin = TimeSpan.FromMilliseconds(20),
        BackoffMax = TimeSpan.FromMilliseconds(200),
        CloseTimeout = TimeSpan.FromSeconds(1),
    };
}
