using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Tracks;
using Telemetry.Server.Aggregation;
using Telemetry.Storage;

namespace Telemetry.Server.Tests.Aggregation;

public sealed class SplicingTests
{
    private static IEnumerable<Report> Track =>
        Enumerable.Range(0, 4 * (int)Limits.RecentWindow.TotalMinutes).Select(minute => At(60 * minute));

    private static readonly DeviceIdentity Bike = new("bike-01", DeviceKind.Bike, "");

    /// <summary>A store that is away makes the clock wait; it once stopped the engine for good.</summary>
    [Fact]
    public async Task SpliceAll_StoreAway_ReadsAgainUntilItIsBack()
    {
        var engine = EngineWithALateReport();
        var store = new ForgetfulStore(refusals: 3);
        var time = new FakeTimeProvider();

        var splicing = new Splicing("drill", store, time).SpliceAllAsync(engine, CancellationToken.None);
        while (!splicing.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await splicing;
        Assert.Equal(4, store.Reads);
        Assert.Empty(engine.TakeSplices());
    }

    [Fact]
    public async Task SpliceAll_ToldToStopWhileStoreIsAway_Stops()
    {
        using var closing = new CancellationTokenSource();
        var splicing = new Splicing("drill", new ForgetfulStore(refusals: int.MaxValue), new FakeTimeProvider())
            .SpliceAllAsync(EngineWithALateReport(), closing.Token);
        Assert.False(splicing.IsCompleted);

        await closing.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => splicing);
    }

    private static GapEngine EngineWithALateReport()
    {
        var engine = new GapEngine("drill", Limits.Lateness);
        // Older than what the engine keeps in memory: only the store knows what is around it.
        engine.Add(Bike, [.. Track]);
        engine.Add(Bike, [At(20)]);
        return engine;
    }

    private static Report At(long seconds) =>
        new() { FixTimeUs = seconds * TimeUs.PerSecond, Position = new GeoPoint(31.2, 121.5) };

    /// <summary>A store that is away for its first reads.</summary>
    private sealed class ForgetfulStore(int refusals) : IReportStore
    {
        public int Reads { get; private set; }

        public async IAsyncEnumerable<Report> ReadDeviceAsync(
            string exerciseId, string deviceId, TimeRange range,
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            if (Reads++ < refusals)
                throw new StoreException("away");
            foreach (var report in Track.Append(At(20)).OrderBy(report => report.FixTimeUs))
                yield return report;
        }

        public Task<AppendOutcome[]> AppendAsync(ReportBatch batch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ReportBatch> ReadAllAsync(
            string exerciseId, TimeRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IAsyncEnumerable<ReportBatch> ReadNewestAsync(
            string exerciseId, TimeRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task DropExerciseAsync(string exerciseId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task CheckAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
