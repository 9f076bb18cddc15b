using Telemetry.Core;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Server.Aggregation;
using Telemetry.Server.Live;
using Telemetry.Server.Query.Forecasting;
using Telemetry.Storage;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Exercises;

/// <summary>
/// One world at work: takes reports in, keeps its clock, applies plans, and feeds its gaps to whoever watches.
/// </summary>
internal sealed class Exercise : IAsyncDisposable
{
    public const string LiveId = "live";

    /// <summary>How often live duty is judged.</summary>
    public static readonly TimeSpan LiveTick = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time;
    private readonly LateSpanWriter _lateSpans;
    private readonly GroupWriter<DeviceRecord> _registrar;
    private readonly EngineLoop _engine;
    private readonly Intake _intake;
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _ticking;
    private long _clockUs;
    private long _acknowledgedCount;

    private Exercise(
        ExerciseRecord record, Recovered recovered, IReportStore reports, ILedger ledger, InfluxGapMirror? mirror,
        TimeProvider time)
    {
        Record = record;
        Gaps = new GapFeed(mirror);
        SharedForecast = new SharedForecast(this, time);
        _time = time;
        _clockUs = record.ClockUs;
        var inFlight = new InFlightReports();
        _lateSpans = new LateSpanWriter(record.Id, ledger, time, recovered.LateSequence);
        _registrar = new GroupWriter<DeviceRecord>(devices => ledger.RegisterDevicesAsync(
            record.Id, [.. devices.DistinctBy(device => device.Identity.Id)], CancellationToken.None));
        _engine = new EngineLoop(recovered, record.Id, reports, ledger, time, Gaps, inFlight, _lateSpans);
        _intake = new Intake(reports, _engine, inFlight, _lateSpans, _registrar, Fleet, time);
        foreach (var (deviceId, last) in recovered.Engine.Tails)
            _intake.Restore(deviceId, last.TimeUs);
        _ticking = IsLive ? TickAsync() : Task.CompletedTask;
    }

    public ExerciseRecord Record { get; }

    public string Id => Record.Id;

    public bool IsLive => Id == LiveId;

    /// <summary>The wall clock in live, as far as its replayer has advanced it in a drill.</summary>
    public long ClockUs => IsLive ? TimeUs.From(_time.GetUtcNow()) : Volatile.Read(ref _clockUs);

    /// <summary>Event time up to which every rule has been judged.</summary>
    public long WatermarkUs => Math.Max(_engine.WatermarkUs, Record.StartUs);

    /// <summary>The plan in force; version 0 and empty before the first one.</summary>
    public PlanVersion Plan => _engine.Plan;

    /// <summary>How devices are and were read, by all plans.</summary>
    public SettingsHistory Settings => _engine.Settings;

    public FleetView Fleet { get; } = new();

    public GapFeed Gaps { get; }

    /// <summary>For those who watch the gaps to come.</summary>
    public SharedForecast SharedForecast { get; }

    /// <summary>How often a gap was acknowledged since this server started.</summary>
    public long AcknowledgedCount => Volatile.Read(ref _acknowledgedCount);

    /// <summary>Batches that wait for the engine.</summary>
    public int EngineBacklog => _engine.Backlog;

    /// <summary>False when a fault has stopped the engine: nothing can be judged any more.</summary>
    public bool IsHealthy => !_engine.Completion.IsFaulted;

    /// <summary>Brings an exercise to where it was and sets it to work.</summary>
    public static async Task<Exercise> OpenAsync(
        ExerciseRecord record, IReportStore reports, ILedger ledger, InfluxGapMirror? mirror, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var recovered = await new Recovery(record, reports, ledger, time).RunAsync(cancellationToken);
        var exercise = new Exercise(record, recovered, reports, ledger, mirror, time);
        var tails = recovered.Engine.Tails.ToDictionary(tail => tail.DeviceId, tail => tail.Last);
        foreach (var device in await ledger.ReadDevicesAsync(record.Id, cancellationToken))
        {
            if (tails.TryGetValue(device.Identity.Id, out var last))
                exercise.Fleet.Restore(device.Identity, last);
        }

        if (!exercise.IsLive)
            await exercise.AdvanceClockAsync(record.ClockUs, cancellationToken);
        return exercise;
    }

    /// <summary>Tells those who look at <see cref="AcknowledgedCount"/> that the ledger has one more.</summary>
    public void NoteAcknowledged() => Interlocked.Increment(ref _acknowledgedCount);

    /// <summary>Returns when every report is durable or has its reason. The batch was checked at the edge.</summary>
    public Task<AppendOutcome[]> PublishAsync(ReportBatch batch, CancellationToken cancellationToken) =>
        _intake.TakeAsync(batch, cancellationToken);

    /// <summary>Moves a drill's clock; returns when every gap up to there is judged and durable.</summary>
    public async Task AdvanceClockAsync(long clockUs, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.PostAsync(new EngineWork.Advance(clockUs, clockUs, done), cancellationToken);
        await done.Task;
        // Calls may overtake each other; the clock never goes back.
        long before;
        while ((before = Volatile.Read(ref _clockUs)) < clockUs)
            Interlocked.CompareExchange(ref _clockUs, clockUs, before);
    }

    /// <summary>The gaps to come if nothing more is reported.</summary>
    public async Task<ForecastView> ForecastAsync(TimeSpan horizon, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<EngineForecast>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.PostAsync(new EngineWork.Forecast(horizon, seen), cancellationToken);
        return new ForecastView(this, await seen.Task);
    }

    /// <summary>What the engine knows now and the ledger does not yet.</summary>
    public async Task<EngineView> LookAsync(CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<EngineView>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.PostAsync(new EngineWork.Look(seen), cancellationToken);
        return await seen.Task;
    }

    /// <summary>
    /// What the engine remembers to have come near a place; null when it does not look there, or not that far back.
    /// </summary>
    public async Task<NearLegs?> LookNearAsync(
        string placeId, TimeRange span, UnseenSearch? unseen, CancellationToken cancellationToken)
    {
        var seen = new TaskCompletionSource<NearLegs?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.PostAsync(new EngineWork.LookNear(placeId, span, unseen, seen), cancellationToken);
        return await seen.Task;
    }

    /// <summary>
    /// Puts a plan in force from the exercise's clock on; null when <paramref name="expectedVersion"/> is not in force.
    /// </summary>
    public async Task<PlanRecord?> ApplyPlanAsync(
        Plan plan, string document, string author, int? expectedVersion, CancellationToken cancellationToken)
    {
        var index = await Task.Run(() => PlaceIndex.Build(plan.Grounds), cancellationToken);
        var done = new TaskCompletionSource<PlanRecord?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _engine.PostAsync(
            new EngineWork.Apply(plan, index, document, author, ClockUs, expectedVersion, done), cancellationToken);
        return await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        await _ticking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _engine.DisposeAsync();
        await _lateSpans.DisposeAsync();
        await _registrar.DisposeAsync();
        _closing.Dispose();
    }

    private async Task TickAsync()
    {
        using var timer = new PeriodicTimer(LiveTick, _time);
        while (await timer.WaitForNextTickAsync(_closing.Token))
        {
            var clockUs = ClockUs;
            await _engine.PostAsync(
                new EngineWork.Advance(clockUs, clockUs - TimeUs.Of(Limits.Settle), null), _closing.Token);
        }
    }
}
