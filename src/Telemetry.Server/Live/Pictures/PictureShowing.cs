using Patrol.Telemetry.V1;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Query.Forecasting;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live.Pictures;

/// <summary>
/// Shows one exercise to all who watch it, as long as somebody does and a while longer, so that whoever was cut off can
/// go on. What a step costs does not grow with the watchers but for a copy of bytes each.
/// </summary>
internal sealed class PictureShowing
{
    /// <summary>How often changes go out.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>After how many quiet intervals a heartbeat does, and how often it is told how places stand.</summary>
    public const int QuietIntervals = 5;
    public const int PlacesIntervals = 5;

    /// <summary>How long it goes on without watchers.</summary>
    public static readonly TimeSpan Linger = TimeSpan.FromMinutes(2);

    private readonly Guid _id = Guid.NewGuid();
    private readonly Lock _lock = new();
    private readonly HashSet<PictureSeat> _seats = [];
    private readonly Exercise _exercise;
    private readonly ExerciseRegistry _exercises;
    private readonly TimeProvider _time;
    private readonly PictureBoard _board;
    private List<WatchPictureResponse>? _whole;
    private Task<ForecastView>? _forecast;
    private long _emptySince;
    private long _shownStep;
    private int _intervals;
    private int _quiet;

    private PictureShowing(ExerciseRegistry exercises, Exercise exercise, PictureBoard board, TimeProvider time)
    {
        (_exercises, _exercise, _board, _time) = (exercises, exercise, board, time);
        _emptySince = time.GetTimestamp();
    }

    /// <summary>It shows no more; begin another.</summary>
    public bool HasEnded { get; private set; }

    public static async Task<PictureShowing> BeginAsync(
        ExerciseRegistry exercises, Exercise exercise, ILedger ledger, TimeProvider time,
        CancellationToken cancellationToken)
    {
        var board = await PictureBoard.BeginAsync(exercise, ledger, cancellationToken);
        var showing = new PictureShowing(exercises, exercise, board, time);
        await showing.BeginPlacesAsync(cancellationToken);
        _ = Task.Run(showing.RunAsync, CancellationToken.None);
        return showing;
    }

    /// <summary>Null when it has ended.</summary>
    public PictureSeat? Enter(string resumeToken)
    {
        var step = PictureToken.Decode(_id, resumeToken);
        lock (_lock)
        {
            if (HasEnded)
                return null;
            if (_board.Move(roll: null))
                _whole = null;
            var first = step is { } seen && seen >= _board.KnownFromStep && seen <= _board.Step
                ? Ended(_board.After(seen), isResumed: true)
                : _whole ??= [.. Ended(_board.Whole(), isResumed: false).Select(EncodedPictures.Keep)];
            var seat = new PictureSeat(first);
            _seats.Add(seat);
            return seat;
        }
    }

    public void Leave(PictureSeat seat)
    {
        lock (_lock)
        {
            _seats.Remove(seat);
            _emptySince = _time.GetTimestamp();
        }

        seat.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            using var timer = new PeriodicTimer(Interval, _time);
            while (await timer.WaitForNextTickAsync())
            {
                _exercises.CheckAlive(_exercise);
                var roll = await _board.ReadRollAsync(CancellationToken.None);
                var places = await NewPlacesAsync();
                lock (_lock)
                {
                    HasEnded = _seats.Count == 0 && _time.GetElapsedTime(_emptySince) >= Linger;
                    if (HasEnded)
                        return;
                    Show(roll, places);
                }
            }
        }
        catch (Exception fault)
        {
            End(fault);
        }
        finally
        {
            _board.Dispose();
        }
    }

    private void Show(IReadOnlyList<DeviceRecord>? roll, ForecastView? places)
    {
        _board.Move(roll);
        if (places is not null)
            _board.Take(places);
        // The snapshot's heartbeat would grow old, too.
        _whole = null;
        var pieces = _board.After(_shownStep);
        _shownStep = _board.Step;
        if (_seats.Count == 0 || (pieces.Count == 0 && ++_quiet < QuietIntervals))
            return;
        _quiet = 0;
        if (pieces.Count == 0)
            pieces.Add(new WatchPictureResponse());
        Finish(pieces);
        foreach (var piece in pieces)
        {
            EncodedPictures.Keep(piece);
            _seats.RemoveWhere(seat => !seat.Offer(piece));
        }
    }

    /// <summary>The first picture waits for it, but not where the engine is busy.</summary>
    private async Task BeginPlacesAsync(CancellationToken cancellationToken)
    {
        _forecast = _exercise.SharedForecast.ReadAsync(ForecastQuestion.HorizonMost, CancellationToken.None);
        await Task.WhenAny(_forecast, Task.Delay(Interval, _time, cancellationToken));
        if (await NewPlacesAsync() is { } places)
            _board.Take(places);
    }

    /// <summary>What is asked of the engine is taken in once it answers: nobody waits for it.</summary>
    private async Task<ForecastView?> NewPlacesAsync()
    {
        if (_forecast is { IsCompleted: true } told)
        {
            _forecast = null;
            return await told;
        }

        if (_forecast is null && ++_intervals % PlacesIntervals == 0)
            _forecast = _exercise.SharedForecast.ReadAsync(ForecastQuestion.HorizonMost, CancellationToken.None);
        return null;
    }

    /// <summary>Only the last piece of a step may be gone on from.</summary>
    private void Finish(List<WatchPictureResponse> pieces)
    {
        var beat = GapWatch.BeatOf(_exercise);
        foreach (var piece in pieces)
            (piece.Heartbeat, piece.PlanVersion) = (beat, _exercise.Plan.Version);
        pieces[^1].ResumeToken = PictureToken.Encode(_id, _board.Step);
    }

    private List<WatchPictureResponse> Ended(List<WatchPictureResponse> pieces, bool isResumed)
    {
        pieces.Add(new WatchPictureResponse { SnapshotEnd = new SnapshotEnd() });
        Finish(pieces);
        foreach (var piece in pieces)
            piece.Resumed = isResumed;
        return pieces;
    }

    private void End(Exception fault)
    {
        lock (_lock)
        {
            HasEnded = true;
            foreach (var seat in _seats)
                seat.GiveUp(fault);
            _seats.Clear();
        }
    }
}
