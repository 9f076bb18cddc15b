using System.Runtime.CompilerServices;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live;

/// <summary>
/// What one watcher has been shown of an exercise, and so what is new to it. Changes are folded into the newest.
/// </summary>
internal sealed class Picture : IDisposable
{
    /// <summary>Devices, or gaps, in one message.</summary>
    public const int PieceRows = 1_000;

    private readonly Exercise _exercise;
    private readonly ILedger _ledger;
    private readonly GapSubscription _subscription;
    private readonly SeenGaps _seenGaps = new();
    private readonly Dictionary<string, FleetState> _shown = [];

    public Picture(Exercise exercise, ILedger ledger)
    {
        _exercise = exercise;
        _ledger = ledger;
        _subscription = exercise.Gaps.Subscribe() ?? throw Fault.TooMuch(
            FaultReasons.TooManyWatchers, $"{Limits.Watchers} watchers are connected to this exercise");
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>All devices and open gaps in pieces, then the end of the snapshot.</summary>
    public async IAsyncEnumerable<WatchPictureResponse> ReadWholeAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var entry in _exercise.Fleet.Devices)
        {
            if (entry.State is { } state)
                _shown[state.Device.Id] = state;
        }

        var roll = await FleetRoll.ReadAsync(_exercise, _ledger, cancellationToken);
        foreach (var devices in roll.After(null).Chunk(PieceRows))
            yield return new WatchPictureResponse { Devices = { devices } };
        await foreach (var rows in _ledger.ReadOpenGapsAsync(_exercise.Id, cancellationToken))
        {
            var piece = new WatchPictureResponse();
            foreach (var row in rows)
            {
                _seenGaps.Note(row);
                piece.Gaps.Add(_exercise.ToMessage(row));
            }

            if (piece.Gaps.Count > 0)
                yield return piece;
        }

        yield return new WatchPictureResponse
        {
            SnapshotEnd = new SnapshotEnd(),
            Heartbeat = GapWatch.BeatOf(_exercise),
        };
    }

    /// <summary>What changed since the last call, in pieces; none when nothing did.</summary>
    public IEnumerable<WatchPictureResponse> ReadChanges()
    {
        foreach (var devices in ChangedDevices().Chunk(PieceRows))
            yield return new WatchPictureResponse { Devices = { devices }, Heartbeat = GapWatch.BeatOf(_exercise) };
        foreach (var rows in ChangedGaps().Chunk(PieceRows))
        {
            var piece = new WatchPictureResponse { Heartbeat = GapWatch.BeatOf(_exercise) };
            foreach (var row in rows)
                piece.Gaps.Add(_exercise.ToMessage(row));
            yield return piece;
        }
    }

    private IEnumerable<Device> ChangedDevices()
    {
        foreach (var entry in _exercise.Fleet.Devices)
        {
            if (entry.State is not { } state || ReferenceEquals(_shown.GetValueOrDefault(state.Device.Id), state))
                continue;
            _shown[state.Device.Id] = state;
            yield return _exercise.ToMessage(state.Device.Id, state.Device, state);
        }
    }

    private Dictionary<string, GapRow>.ValueCollection ChangedGaps()
    {
        var newest = new Dictionary<string, GapRow>();
        while (_subscription.Reader.TryRead(out var row))
        {
            if (_seenGaps.IsNews(row))
                newest[row.Revision.Gap.Id] = row;
        }

        // A reader that has ended was ended because this watcher did not keep up.
        if (_subscription.Reader.Completion.IsCompleted)
            throw new WatcherTooSlowException();
        return newest.Values;
    }
}
