using System.Runtime.CompilerServices;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Backtesting;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query.Pictures;

/// <summary>Tells what was to be seen at moments of the past, from one reading of the stores for all of them.</summary>
internal sealed class PastPictures(
    ExerciseRegistry exercises, ILedger ledger, IReportStore reports, TimeProvider time)
{
    /// <summary>Batches that may wait for an engine before reading gives way to it.</summary>
    private const int Backlog = 16;

    private readonly Precedence _precedence =
        new(() => exercises.All.Any(exercise => exercise.EngineBacklog > Backlog), time);

    private int _running;

    public async Task<GetPictureResponse> ReadAsync(
        Exercise exercise, long us, long? asOfUs, CancellationToken cancellationToken)
    {
        using var reading = Enter();
        var gaps = await PastGaps.ReadAsync(
            ledger, exercise.Id, new TimeRange(us, us + 1), asOfUs, cancellationToken);
        var fleet = new PastFleet(
            exercise, reports, asOfUs ?? long.MaxValue, goesOn: false, _precedence.GiveWayAsync);
        await fleet.MoveToAsync(us, cancellationToken);
        var devices = new PastDevices(exercise, fleet).ChangedAt(us);
        var open = gaps.OpenAt(us).ToList();
        var response = new GetPictureResponse
        {
            Time = Times.ToTimestamp(us),
            DeviceCount = devices.Count,
            GapCount = open.Count,
            PlanVersion = exercise.Settings.VersionAt(us),
        };
        response.Devices.AddRange(devices.Take(PictureLimits.Rows));
        response.Gaps.AddRange(open.Take(PictureLimits.Rows).Select(exercise.ToMessage));
        return response;
    }

    /// <param name="range">Bounded; its first moment is told whole.</param>
    public async IAsyncEnumerable<ReplayPictureResponse> ReplayAsync(
        Exercise exercise, TimeRange range, long stepUs, long? asOfUs,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reading = Enter();
        var gaps = await PastGaps.ReadAsync(ledger, exercise.Id, range, asOfUs, cancellationToken);
        var fleet = new PastFleet(
            exercise, reports, asOfUs ?? long.MaxValue, goesOn: true, _precedence.GiveWayAsync);
        var devices = new PastDevices(exercise, fleet);
        var shown = new HashSet<string>();
        for (var us = range.StartUs; us < range.EndUs; us += stepUs)
        {
            await fleet.MoveToAsync(us, cancellationToken);
            var open = gaps.OpenAt(us).ToList();
            var names = open.Select(row => row.Revision.Gap.Id).ToHashSet();
            var opened = open.Where(row => !shown.Contains(row.Revision.Gap.Id)).Select(exercise.ToMessage);
            var gone = shown.Except(names).Select(id => ResourceNames.Gap(exercise.Id, id));
            foreach (var piece in Pieces(us, exercise, devices.ChangedAt(us), [.. opened], [.. gone]))
                yield return piece;
            shown = names;
        }
    }

    private static IEnumerable<ReplayPictureResponse> Pieces(
        long us, Exercise exercise, IReadOnlyList<DeviceState> devices, IReadOnlyList<Gap> gaps,
        IReadOnlyList<string> gone)
    {
        var pieces = Math.Max(Math.Max(PieceCount(devices.Count), PieceCount(gaps.Count)), PieceCount(gone.Count));
        for (var i = 0; i < pieces; i++)
        {
            var from = i * PictureLimits.PieceRows;
            yield return new ReplayPictureResponse
            {
                Time = Times.ToTimestamp(us),
                PlanVersion = exercise.Settings.VersionAt(us),
                Devices = { devices.Skip(from).Take(PictureLimits.PieceRows) },
                Gaps = { gaps.Skip(from).Take(PictureLimits.PieceRows) },
                GoneGaps = { gone.Skip(from).Take(PictureLimits.PieceRows) },
                Complete = i == pieces - 1,
            };
        }
    }

    private static int PieceCount(int rows) => Math.Max(1, (rows - 1) / PictureLimits.PieceRows + 1);

    private Reading Enter()
    {
        if (Interlocked.Increment(ref _running) <= PictureLimits.AtATime)
            return new Reading(this);
        Interlocked.Decrement(ref _running);
        throw Fault.TooMuch(
            FaultReasons.TooManyReadings, $"{PictureLimits.AtATime} pictures of the past are being read");
    }

    private sealed class Reading(PastPictures pictures) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref pictures._running);
    }
}
