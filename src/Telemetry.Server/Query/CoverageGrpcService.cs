using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Query.Cells;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>Says how well places were patrolled.</summary>
internal sealed class CoverageGrpcService(
    ExerciseRegistry exercises, ILedger ledger, CellSurveys surveys, TimeProvider time)
    : CoverageService.CoverageServiceBase
{
    public override Task<QueryCoverageResponse> QueryCoverage(
        QueryCoverageRequest request, ServerCallContext context) =>
        new CoverageReader(ledger, time).ReadAsync(
            exercises.Get(request.Parent, "parent"), request, context.CancellationToken);

    public override async Task<GetCellsResponse> GetCells(GetCellsRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var asOfUs = Times.ToUsOrNull(request.AsOfTime, "as_of_time");
        var call = context.CancellationToken;
        var known = await PresenceKnowledge.ReadAsync(exercise, ledger, asOfUs, TimeUs.From(time.GetUtcNow()), call);
        var question = CellsQuestion.Of(request, exercise.Plan.Plan, known);
        var times = question.MakeCells();
        var unseen = await surveys.FindAsync(exercise, question, times, asOfUs, call);
        return CellsAnswer.Of(request, question, times, unseen);
    }
}
