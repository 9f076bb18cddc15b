using System.Threading.Channels;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Live;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>
/// The one caller of an exercise's engine: takes stored reports, moves the clock, writes what changed to the ledger
/// and only then tells it. A fault of the ledger ends the loop; everything that waits for it then fails with that
/// fault.
/// </summary>
internal sealed class EngineLoop : IAsyncDisposable
{
    /// <summary>Batches that may wait for the engine; beyond that, acknowledging waits.</summary>
    public const int QueueBatches = 4_096;

    /// <summary>How often the state is written down when something changed.</summary>
    public static readonly TimeSpan CheckpointEvery = TimeSpan.FromSeconds(10);

    /// <summary>How long a shutdown waits for a store that is away; recovery reads again what was left.</summary>
    public static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(10);

    private readonly string _exerciseId;
    private readonly Splicing _splicing;
    private readonly CancellationTokenSource _closing;
    private readonly ILedger _ledger;
    private readonly TimeProvider _time;
    private readonly GapEngine _engine;
    private readonly GapFeed _feed;
    private readonly InFlightReports _inFlight;
    private readonly LateSpanWriter _lateSpans;
    private readonly Channel<EngineWork> _work =
        Channel.CreateBounded<EngineWork>(new BoundedChannelOptions(QueueBatches) { SingleReader = true });

    private readonly Task _loop;
    private PlanVersion _plan;
    private SettingsHistory _settings;
    private long _watermarkUs;
    private long _checkpointAt;
    private long _recordedUs;

    // What recovery read again belongs into a checkpoint, or the next start reads it once more: a day of 1,000 devices
    // took 37 s each time.
    private bool _isChanged = true;

    public EngineLoop(
        Recovered recovered, string exerciseId, IReportStore reports, ILedger ledger, TimeProvider time, GapFeed feed,
        InFlightReports inFlight, LateSpanWriter lateSpans)
    {
        (_engine, _plan, _settings) = (recovered.Engine, recovered.Plan, recovered.Settings);
        (_exerciseId, _ledger, _time) = (exerciseId, ledger, time);
        _splicing = new Splicing(exerciseId, reports, time);
        _closing = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        (_feed, _inFlight, _lateSpans) = (feed, inFlight, lateSpans);
        (_watermarkUs, _recordedUs) = (_engine.WatermarkUs, recovered.RecordedUs);
        _checkpointAt = time.GetTimestamp();
        _loop = Task.Run(RunAsync);
    }

    public PlanVersion Plan => Volatile.Read(ref _plan);

    /// <summary>How devices are and were read.</summary>
    public SettingsHistory Settings => Volatile.Read(ref _settings);

    /// <summary>What has been judged.</summary>
    public long WatermarkUs => Volatile.Read(ref _watermarkUs);

    /// <summary>Work that waits.</summary>
    public int Backlog => _work.Reader.Count;

    /// <summary>Completes when the loop has ended; faulted when a fault ended it.</summary>
    public Task Completion => _loop;

    /// <exception cref="StoreException">The loop has ended.</exception>
    public async ValueTask PostAsync(EngineWork work, CancellationToken cancellationToken)
    {
        try
        {
            await _work.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException closed)
        {
            throw new StoreException($"The engine of exercise {_exerciseId} has stopped", closed);
        }
    }

    /// <summary>Works off what waits, writes a last checkpoint and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        _closing.CancelAfter(CloseTimeout);
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _closing.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await foreach (var work in _work.Reader.ReadAllAsync())
                await DoAsync(work);
            await CheckpointAsync();
        }
        catch (Exception fault)
        {
            _work.Writer.TryComplete(fault);
            while (_work.Reader.TryRead(out var work))
                Fail(work, fault);
            throw;
        }
    }

    private async Task DoAsync(EngineWork work)
    {
        try
        {
            switch (work)
            {
                case EngineWork.Take take:
                    _engine.Add(take.Device, take.Reports.Span);
                    _inFlight.Exit(take.Ticket);
                    _isChanged = true;
                    break;
                case EngineWork.Advance advance:
                    await AdvanceAsync(advance);
                    break;
                case EngineWork.Look look:
                    look.Seen.SetResult(await LookAsync());
                    break;
                case EngineWork.LookNear near:
                    await _splicing.SpliceAllAsync(_engine, _closing.Token);
                    near.Seen.SetResult(_engine.LookNear(near.PlaceId, near.Span, near.Unseen));
                    break;
                case EngineWork.Forecast forecast:
                    forecast.Seen.SetResult(await ForecastAsync(forecast.Horizon));
                    break;
                case EngineWork.Apply apply:
                    apply.Done.SetResult(await ApplyAsync(apply));
                    break;
            }
        }
        catch (Exception fault)
        {
            Fail(work, fault);
            throw;
        }
    }

    private async Task AdvanceAsync(EngineWork.Advance advance)
    {
        await _splicing.SpliceAllAsync(_engine, _closing.Token);
        var revisions = _engine.Advance(advance.WatermarkUs);
        Volatile.Write(ref _watermarkUs, _engine.WatermarkUs);
        var rows = await _ledger.AppendGapsAsync(
            _exerciseId, advance.ClockUs, TimeUs.From(_time.GetUtcNow()), revisions, CancellationToken.None);
        _feed.Publish(rows);
        _isChanged |= revisions.Count > 0;
        if (_isChanged && _time.GetElapsedTime(_checkpointAt) >= CheckpointEvery)
            await CheckpointAsync();
        advance.Done?.SetResult();
    }

    private async Task<PlanRecord?> ApplyAsync(EngineWork.Apply apply)
    {
        if (apply.ExpectedVersion is { } expected && expected != _plan.Version)
            return null;
        var nowUs = TimeUs.From(_time.GetUtcNow());
        var record = new PlanRecord(
            _exerciseId, _plan.Version + 1, Math.Max(apply.ClockUs, _engine.WatermarkUs), nowUs, apply.Author,
            apply.Document);
        if (!await _ledger.AppendPlanAsync(record, CancellationToken.None))
            return null;
        var version = new PlanVersion(record.Version, record.EffectiveFromUs, apply.Plan);
        _engine.ApplyPlan(version, new Lazy<PlaceIndex>(apply.Index));
        Volatile.Write(ref _settings, _settings.With(version));
        Volatile.Write(ref _plan, version);
        _isChanged = true;
        return record;
    }

    private async Task<EngineView> LookAsync()
    {
        await _splicing.SpliceAllAsync(_engine, _closing.Token);
        var (removed, added) = _engine.PeekPresences();
        var rules = new Dictionary<(GapKind, string), long>();
        foreach (var (kind, subject, sinceUs) in _engine.RulesInForce)
            rules[(kind, subject)] = sinceUs;
        return new EngineView(_recordedUs, _engine.WatermarkUs, removed, added, rules);
    }

    private async Task<EngineForecast> ForecastAsync(TimeSpan horizon)
    {
        await _splicing.SpliceAllAsync(_engine, _closing.Token);
        var watermarkUs = _engine.WatermarkUs;
        // Before the clock first moved no rule has begun.
        return watermarkUs == long.MinValue
            ? new EngineForecast(watermarkUs, _plan.Plan, [])
            : new EngineForecast(watermarkUs, _plan.Plan, _engine.Forecast(watermarkUs + TimeUs.Of(horizon)));
    }

    private async Task CheckpointAsync()
    {
        // What is on its way, or waits here behind this moment, is not in the state.
        var recoverFromUs = Math.Min(_engine.WatermarkUs, _inFlight.EarliestFixUs());
        var lateSequence = _inFlight.SettledLateSequence(_lateSpans.LastSequence);
        await _splicing.SpliceAllAsync(_engine, _closing.Token);
        var commit = _engine.TakeCommit();
        // As-of reads tell cuts apart by this, also when the clock is put back.
        _recordedUs = Math.Max(TimeUs.From(_time.GetUtcNow()), _recordedUs + 1);
        await _ledger.CommitAsync(
            _exerciseId,
            new PresenceChanges(commit.Removed, commit.Added),
            new CheckpointRecord(_recordedUs, commit.WatermarkUs, recoverFromUs, lateSequence, commit.State),
            CancellationToken.None);
        _checkpointAt = _time.GetTimestamp();
        _isChanged = false;
    }

    private static void Fail(EngineWork work, Exception fault)
    {
        switch (work)
        {
            case EngineWork.Advance advance:
                advance.Done?.TrySetException(fault);
                break;
            case EngineWork.Look look:
                look.Seen.TrySetException(fault);
                break;
            case EngineWork.LookNear near:
                near.Seen.TrySetException(fault);
                break;
            case EngineWork.Forecast forecast:
                forecast.Seen.TrySetException(fault);
                break;
            case EngineWork.Apply apply:
                apply.Done.TrySetException(fault);
                break;
        }
    }
}
