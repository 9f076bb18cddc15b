using Telemetry.Core;
using Telemetry.Core.Cover;
using Telemetry.Server.Backtesting;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Query.Cells;

/// <summary>
/// Finds when cells were seen: by what the engine remembers to have come near, or, where that does not reach, by all
/// stored reports of the window.
/// </summary>
internal sealed class CellSurveys(ExerciseRegistry exercises, IReportStore store, TimeProvider time)
{
    /// <summary>Readings of stored reports at a time on a node.</summary>
    public const int AtATime = 4;

    /// <summary>Batches that may wait for an engine before readings give way to it.</summary>
    private const int Backlog = 16;

    private readonly Precedence _precedence =
        new(() => exercises.All.Any(exercise => exercise.EngineBacklog > Backlog), time);

    private int _running;

    /// <param name="asOfUs">Null: as it is known now.</param>
    /// <returns>Who could have seen more without anybody knowing.</returns>
    public async Task<IReadOnlyList<UnseenNear>> FindAsync(
        Exercise exercise, CellsQuestion question, CellTimes times, long? asOfUs, CancellationToken cancellationToken)
    {
        var roster = exercise.Plan.Plan.Roster;
        var unseen = new UnseenSearch(question.Place, question.Sight, question.Window, roster);
        if (asOfUs is null && question.Rule is not null && await exercise.LookNearAsync(
            question.Place.Id, question.Window, unseen, cancellationToken) is { } near)
        {
            near.ShowTo(times);
            return unseen.Found;
        }

        unseen = new UnseenSearch(question.Place, question.Sight, question.Window, roster);
        var survey = new CellSurvey(
            question.Place, question.Sight, exercise.Settings, times, unseen, asOfUs ?? long.MaxValue);
        await ReadAsync(exercise, survey, question.Window, cancellationToken);
        survey.End();
        return unseen.Found;
    }

    private async Task ReadAsync(
        Exercise exercise, CellSurvey survey, TimeRange window, CancellationToken cancellationToken)
    {
        // From before it, so that it is known which fixes are used; till after it, for legs that lead out of it.
        var range = new TimeRange(
            window.StartUs - TimeUs.Of(CellSurvey.Lead), window.EndUs + TimeUs.Of(exercise.Settings.LongestLeg) + 1);
        try
        {
            if (Interlocked.Increment(ref _running) > AtATime)
                throw Fault.TooMuch(FaultReasons.TooManyReadings, $"{AtATime} readings of cells are running");
            await foreach (var chunk in store.ReadAllAsync(exercise.Id, range, cancellationToken))
            {
                await _precedence.GiveWayAsync(cancellationToken);
                survey.Add(chunk.Device, chunk.Reports.Span);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
