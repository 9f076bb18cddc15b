using System.Collections.Concurrent;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Tracks;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Server.Query.Forecasting;
using Telemetry.Storage;
using CoreGapKind = Telemetry.Core.Gaps.GapKind;
using CoreGapState = Telemetry.Core.Gaps.GapState;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live.Pictures;

/// <summary>
/// The picture of one exercise as all its watchers see it, step by step. Of each thing it knows in which step it last
/// changed, so that it can tell anybody what they missed. Not to be called by two at a time.
/// </summary>
internal sealed class PictureBoard : IDisposable
{
    /// <summary>Devices, gaps or places in one message.</summary>
    public const int PieceRows = 1_000;

    /// <summary>Gaps that are over, remembered for those who missed their end.</summary>
    public const int GapsOver = 16_384;

    private readonly Exercise _exercise;
    private readonly ILedger _ledger;
    private readonly GapSubscription _subscription;
    private readonly ConcurrentQueue<GapRow> _acknowledged = new();
    private readonly Dictionary<string, DeviceIdentity?> _roll = [];
    private readonly Dictionary<string, FleetState> _states = [];
    private readonly Dictionary<string, Shown<Device>> _devices = [];
    private readonly Dictionary<string, Shown<GapRow>> _gaps = [];
    private readonly Queue<(long Step, string Id)> _over = new();
    private readonly Dictionary<(string Subject, string Rule), Shown<PlaceStatus>> _places = [];
    private int _planVersion;

    private PictureBoard(Exercise exercise, ILedger ledger)
    {
        (_exercise, _ledger) = (exercise, ledger);
        _subscription = exercise.Gaps.Subscribe() ?? throw Fault.TooMuch(
            FaultReasons.TooManyWatchers, $"{Limits.Watchers} watchers are connected to this exercise");
        exercise.Gaps.Acknowledged += _acknowledged.Enqueue;
    }

    /// <summary>Steps taken.</summary>
    public long Step { get; private set; }

    /// <summary>What changed after this step can be told; before it, something was forgotten.</summary>
    public long KnownFromStep { get; private set; }

    public static async Task<PictureBoard> BeginAsync(
        Exercise exercise, ILedger ledger, CancellationToken cancellationToken)
    {
        var board = new PictureBoard(exercise, ledger);
        try
        {
            await foreach (var rows in ledger.ReadOpenGapsAsync(exercise.Id, cancellationToken))
            {
                foreach (var row in rows)
                    board._gaps[row.Revision.Gap.Id] = new(0, row);
            }

            board.MoveDevices();
            board.Take(await ledger.ReadDevicesAsync(exercise.Id, cancellationToken));
            return board;
        }
        catch
        {
            board.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _exercise.Gaps.Acknowledged -= _acknowledged.Enqueue;
        _subscription.Dispose();
    }

    /// <summary>The devices that are known, where a new plan may call them otherwise; else null.</summary>
    public async Task<IReadOnlyList<DeviceRecord>?> ReadRollAsync(CancellationToken cancellationToken) =>
        _planVersion == _exercise.Plan.Version
            ? null
            : await _ledger.ReadDevicesAsync(_exercise.Id, cancellationToken);

    /// <summary>Takes in what has changed, as one step; false when nothing has.</summary>
    public bool Move(IReadOnlyList<DeviceRecord>? roll)
    {
        Step++;
        var isChanged = MoveDevices();
        if (roll is not null)
        {
            Take(roll);
            isChanged = true;
        }

        return MoveGaps() | isChanged;
    }

    /// <summary>Takes in how places stand, as part of this step.</summary>
    public void Take(ForecastView view)
    {
        var now = new Dictionary<(string, string), PlaceStatus>();
        foreach (var forecast in view.Forecasts)
        {
            if (forecast.Kind == CoreGapKind.Overdue)
                now[(forecast.SubjectId, forecast.RuleId)] = PlaceStatuses.Of(forecast);
        }

        foreach (var (_, row) in _gaps.Values)
        {
            if (row.Revision.State == CoreGapState.Open && row.Revision.Gap.Kind == CoreGapKind.Overdue)
                now[(row.Revision.Gap.SubjectId, row.Revision.Gap.RuleId)] = PlaceStatuses.Of(_exercise.Id, row);
        }

        foreach (var key in _places.Keys)
            now.TryAdd(key, PlaceStatuses.Nothing(key));
        foreach (var (key, status) in now)
        {
            if (!_places.TryGetValue(key, out var before) || !before.What.Equals(status))
                _places[key] = new(Step, status);
        }
    }

    /// <summary>All there is to see, in pieces; gaps that are open.</summary>
    public List<WatchPictureResponse> Whole() => Pieces(
        _devices.Values.Select(shown => shown.What),
        _gaps.Values.Select(shown => shown.What).Where(row => row.Revision.State == CoreGapState.Open),
        _places.Values.Select(shown => shown.What));

    /// <summary>What changed after a step, in pieces.</summary>
    public List<WatchPictureResponse> After(long step) => Pieces(
        _devices.Values.Where(shown => shown.Step > step).Select(shown => shown.What),
        _gaps.Values.Where(shown => shown.Step > step).Select(shown => shown.What),
        _places.Values.Where(shown => shown.Step > step).Select(shown => shown.What));

    private List<WatchPictureResponse> Pieces(
        IEnumerable<Device> devices, IEnumerable<GapRow> gaps, IEnumerable<PlaceStatus> places) =>
    [
        .. devices.Chunk(PieceRows).Select(some => new WatchPictureResponse { Devices = { some } }),
        .. gaps.Chunk(PieceRows).Select(
            some => new WatchPictureResponse { Gaps = { some.Select(_exercise.ToMessage) } }),
        .. places.Chunk(PieceRows).Select(some => new WatchPictureResponse { Places = { some } }),
    ];

    /// <summary>By a new plan's roster, devices may be called otherwise.</summary>
    private void Take(IReadOnlyList<DeviceRecord> roll)
    {
        var plan = _exercise.Plan;
        _planVersion = plan.Version;
        foreach (var deviceId in plan.Plan.Roster.Keys)
            _roll.TryAdd(deviceId, null);
        foreach (var device in roll)
            _roll[device.Identity.Id] = device.Identity;
        foreach (var (id, identity) in _roll)
            Show(id, _exercise.ToMessage(id, identity, _states.GetValueOrDefault(id)));
    }

    private void Show(string id, Device device)
    {
        if (!_devices.TryGetValue(id, out var before) || !before.What.Equals(device))
            _devices[id] = new(Step, device);
    }

    private bool MoveDevices()
    {
        var isChanged = false;
        foreach (var entry in _exercise.Fleet.Devices)
        {
            if (entry.State is not { } state || ReferenceEquals(_states.GetValueOrDefault(state.Device.Id), state))
                continue;
            var id = state.Device.Id;
            _states[id] = state;
            _roll[id] = state.Device;
            _devices[id] = new(Step, _exercise.ToMessage(id, state.Device, state));
            isChanged = true;
        }

        return isChanged;
    }

    private bool MoveGaps()
    {
        var isChanged = false;
        while (_subscription.Reader.TryRead(out var row))
            isChanged |= Take(row);
        // A reader that has ended was ended because nobody read it for too long.
        if (_subscription.Reader.Completion.IsCompleted)
            throw new WatcherTooSlowException();
        while (_acknowledged.TryDequeue(out var row))
            isChanged |= Take(row);
        while (_over.Count > GapsOver)
            Forget(_over.Dequeue());
        return isChanged;
    }

    private bool Take(GapRow row)
    {
        var id = row.Revision.Gap.Id;
        if (_gaps.TryGetValue(id, out var before) && before.What.Sequence >= row.Sequence)
        {
            // Read with the open ones, and handed out once more; or the same with somebody who has seen it.
            if (Equals(before.What.Acknowledgement, row.Acknowledgement))
                return false;
            row = before.What with { Acknowledgement = row.Acknowledgement };
        }

        _gaps[id] = new(Step, row);
        if (row.Revision.State != CoreGapState.Open)
            _over.Enqueue((Step, id));
        return true;
    }

    private void Forget((long Step, string Id) over)
    {
        if (!_gaps.TryGetValue(over.Id, out var shown) || shown.Step != over.Step)
            return;
        _gaps.Remove(over.Id);
        KnownFromStep = Math.Max(KnownFromStep, over.Step);
    }
}
