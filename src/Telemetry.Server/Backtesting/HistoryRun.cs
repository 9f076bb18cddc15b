using System.Threading.Channels;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Aggregation;
using Telemetry.Storage;

namespace Telemetry.Server.Backtesting;

/// <summary>
/// An engine of its own over the stored reports of an exercise: nobody else sees it, and nothing it finds is written.
/// </summary>
internal sealed class HistoryRun
{
    /// <summary>Chunks read ahead of the engine.</summary>
    private const int ChunksAhead = 64;

    // Reports come by time, but a leg ends after its window: what a window shows can still change for the longest
    // silence that a plan may set.
    private static readonly TimeSpan Lateness = TimeSpan.FromHours(2);

    private readonly string _exerciseId;
    private readonly IReportStore _store;
    private readonly Splicing _splicing;
    private readonly Precedence _precedence;
    private readonly BacktestSpan _span;
    private readonly GapEngine _engine;
    private readonly Dictionary<string, GapRevision> _gaps = [];

    public HistoryRun(
        string exerciseId, PlanVersion plan, BacktestSpan span, IReportStore store, Precedence precedence,
        TimeProvider time)
    {
        (_exerciseId, _store, _precedence, _span) = (exerciseId, store, precedence, span);
        _splicing = new Splicing(exerciseId, store, time);
        _engine = new GapEngine(exerciseId, Lateness);
        _engine.ApplyPlan(plan, new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Plan.Grounds)));
    }

    public long ReportCount { get; private set; }

    public long WatermarkUs => Math.Max(_engine.WatermarkUs, _span.Read.StartUs);

    /// <summary>Gaps as they would be known at the end of what is compared.</summary>
    public IEnumerable<Gap> Gaps => _gaps.Values.Where(last => !last.IsRetracted).Select(last => last.Gap);

    /// <param name="onWindow">Told after each window.</param>
    public async Task RunAsync(Func<Task> onWindow, CancellationToken cancellationToken)
    {
        var windows = new HistoryWindows(_span.Read);
        while (windows.Next() is { } window)
        {
            var before = ReportCount;
            await TakeAsync(window, cancellationToken);
            windows.Held(ReportCount - before);
            // Reports after the end only settle what was open at it.
            await AdvanceAsync(Math.Min(window.EndUs, _span.Compared.EndUs), cancellationToken);
            await onWindow();
        }
    }

    /// <summary>The store reads the next chunks while the engine works on these.</summary>
    private async Task TakeAsync(TimeRange window, CancellationToken cancellationToken)
    {
        var chunks = Channel.CreateBounded<ReportBatch>(
            new BoundedChannelOptions(ChunksAhead) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var reading = Task.Run(() => ReadAsync(window, chunks.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(cancellationToken))
            {
                await _precedence.GiveWayAsync(cancellationToken);
                _engine.Add(chunk.Device, chunk.Reports.Span);
                ReportCount += chunk.Reports.Length;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(
        TimeRange window, ChannelWriter<ReportBatch> writer, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var chunk in _store.ReadAllAsync(_exerciseId, window, cancellationToken))
                await writer.WriteAsync(chunk, cancellationToken);
            writer.Complete();
        }
        catch (Exception fault)
        {
            writer.Complete(fault);
        }
    }

    private async Task AdvanceAsync(long watermarkUs, CancellationToken cancellationToken)
    {
        await _splicing.SpliceAllAsync(_engine, cancellationToken);
        foreach (var revision in _engine.Advance(watermarkUs))
            _gaps[revision.Gap.Id] = revision;
        _engine.ForgetChanges();
    }
}
