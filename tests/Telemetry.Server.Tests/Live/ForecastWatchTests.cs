using System.Text.Json;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;
using Telemetry.Server.Query.Forecasting;

namespace Telemetry.Server.Tests.Live;

public sealed class ForecastWatchTests
{
    private readonly FakeTimeProvider _time = new(Drill.Start + TimeSpan.FromDays(1));

    [Fact]
    public async Task WatchForecast_SnapshotThenChanges_ThenSignsOfLife()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var drill = await Drill.StartAsync(server);
        await drill.StandAsync(zone: 1, TimeSpan.Zero, TimeSpan.FromMinutes(2));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(2));
        using var watch = drill.Gaps.WatchForecast(new WatchForecastRequest { Parent = Drill.Name });

        var first = await NextAsync(watch.ResponseStream);
        await drill.RideAsync(1, 0, TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(7));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(5));
        await drill.StandAsync(zone: 0, TimeSpan.FromMinutes(7.5), TimeSpan.FromMinutes(9));
        await drill.AdvanceAsync(TimeSpan.FromMinutes(9));
        _time.Advance(ForecastWatch.Interval);
        var second = await NextAsync(watch.ResponseStream);
        _time.Advance(ForecastWatch.Interval);
        var third = await NextAsync(watch.ResponseStream);

        Assert.NotNull(first.SnapshotEnd);
        Assert.Equal(["places/z0", "places/z2", "places/z3", "places/z4"], first.Forecasts.Select(row => row.Subject));
        Assert.Null(second.SnapshotEnd);
        // The bike is in zone 0 now, and has left zone 1; nobody can be in zone 2 any more.
        var gone = Assert.Single(second.Gone);
        Assert.Equal(("places/z0", "overdue", 1), (gone.Subject, gone.Rule, gone.PlanVersion));
        Assert.Equal(["places/z2", "places/z1"], second.Forecasts.Select(row => row.Subject));
        Assert.Equal(Drill.At(TimeSpan.FromMinutes(9)), second.Heartbeat.WatermarkTime);
        Assert.Empty(third.Forecasts);
        Assert.Empty(third.Gone);
        Assert.Equal(second.Heartbeat, third.Heartbeat);
    }

    [Fact]
    public async Task WatchForecast_ByHttp_SendsLines()
    {
        await using var server = await RunningServer.StartAsync();
        await Drill.StartAsync(server);

        using var stream = await server.Http.GetStreamAsync($"/v1/{Drill.Name}/gaps:watchForecast?horizon=900s");
        using var reader = new StreamReader(stream);
        var line = await reader.ReadLineAsync().WaitAsync(DeviceStream.Patience);

        Assert.True(JsonDocument.Parse(line!).RootElement.TryGetProperty("heartbeat", out _));
    }

    [Fact]
    public async Task SharedForecast_ReadByMany_IsToldOnceAnInterval()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        var drill = await Drill.StartAsync(server);
        await drill.AdvanceAsync(TimeSpan.FromMinutes(1));
        var shared = server.App.Services.GetRequiredService<ExerciseRegistry>().GetById("night").SharedForecast;

        Task<ForecastView> ReadAsync() => shared.ReadAsync(TimeSpan.FromMinutes(15), CancellationToken.None);
        var first = await ReadAsync();
        await drill.AdvanceAsync(TimeSpan.FromMinutes(2));
        var tooSoon = await ReadAsync();
        _time.Advance(SharedForecast.Interval);
        var second = await ReadAsync();
        _time.Advance(SharedForecast.Interval);
        var unmoved = await ReadAsync();

        Assert.Same(first, tooSoon);
        Assert.NotSame(first, second);
        Assert.True(second.WatermarkUs > first.WatermarkUs);
        Assert.Same(second, unmoved);
    }

    [Fact]
    public async Task WatchForecast_ThatReadsNothing_IsDropped()
    {
        await using var server = await RunningServer.StartAsync(time: _time);
        await Drill.StartAsync(server);
        var exercise = server.App.Services.GetRequiredService<ExerciseRegistry>().GetById("night");
        var watch = server.App.Services.GetRequiredService<ForecastWatch>();
        var question = ForecastQuestion.Of(new WatchForecastRequest { Parent = Drill.Name });

        var writer = new StuckWriter();
        var running = watch.RunAsync(exercise, question, writer, CancellationToken.None);
        await writer.Begun.WaitAsync(DeviceStream.Patience);
        while (!running.IsCompleted)
        {
            _time.Advance(ForecastWatch.Patience);
            await Task.WhenAny(running, Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System));
        }

        var fault = await Assert.ThrowsAsync<RpcException>(() => running);
        Assert.Equal((StatusCode.Aborted, FaultReasons.WatcherTooSlow), (fault.StatusCode, Fault.ReasonOf(fault)));
    }

    private static async Task<WatchForecastResponse> NextAsync(IAsyncStreamReader<WatchForecastResponse> stream)
    {
        Assert.True(await stream.MoveNext(CancellationToken.None).WaitAsync(DeviceStream.Patience));
        return stream.Current;
    }

    /// <summary>A watcher whose end of the line takes nothing.</summary>
    private sealed class StuckWriter : IServerStreamWriter<WatchForecastResponse>
    {
        private readonly TaskCompletionSource _begun = new();

        public Task Begun => _begun.Task;

        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(WatchForecastResponse message)
        {
            _begun.TrySetResult();
            return new TaskCompletionSource().Task;
        }

        public Task WriteAsync(WatchForecastResponse message, CancellationToken cancellationToken) =>
            WriteAsync(message);
    }
}
