using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;
using Telemetry.Server.Query.Evidence;
using Telemetry.Server.Query.Forecasting;
using Telemetry.Storage;
using Acknowledgement = Telemetry.Storage.Acknowledgement;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query;

/// <summary>Lists, shows, watches and acknowledges gaps.</summary>
internal sealed class GapGrpcService(
    ExerciseRegistry exercises, ILedger ledger, IReportStore reports, GapWatch watch,
    ForecastWatch forecastWatch, TimeProvider time)
    : GapService.GapServiceBase
{
    /// <summary>Characters of who acknowledges, and of what they say.</summary>
    public const int ByLength = 64;
    public const int NoteLength = 1_000;

    public override async Task<ListGapsResponse> ListGaps(ListGapsRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListGapsRequest(request) { PageSize = 0, PageToken = "" };
        var key = PageToken.Decode(request.PageToken, question);
        if (request.OrderBy == GapsByPriority.Order)
        {
            var pressing = await GapsByPriority.ReadAsync(exercise, ledger, request, context.CancellationToken);
            return pressing.PageAfter(key, size, question);
        }

        if (request.OrderBy.Length > 0)
            throw Fault.InvalidField("order_by", $"is neither empty nor \"{GapsByPriority.Order}\"");
        return await ListByTimeAsync(exercise, request, key, size, question, context.CancellationToken);
    }

    private async Task<ListGapsResponse> ListByTimeAsync(
        Exercise exercise, ListGapsRequest request, string? key, int size, ListGapsRequest question,
        CancellationToken cancellationToken)
    {
        var filter = new GapFilter(exercise, request);
        var after = GapKey.Parse(key);
        var response = new ListGapsResponse();
        while (!filter.IsEmpty)
        {
            var rows = await ledger.ReadGapsAsync(filter.Query with { After = after }, cancellationToken);
            foreach (var row in rows)
            {
                if (filter.Matches(row))
                {
                    if (response.Gaps.Count == size)
                    {
                        response.NextPageToken = PageToken.Encode(question, GapKey.Text(after!.Value));
                        return response;
                    }

                    response.Gaps.Add(exercise.ToMessage(row));
                }

                after = GapKey.Of(row);
            }

            if (rows.Count < filter.Query.Limit)
                break;
        }

        return response;
    }

    public override async Task<GetGapResponse> GetGap(GetGapRequest request, ServerCallContext context)
    {
        var asOfUs = Times.ToUsOrNull(request.AsOfTime, "as_of_time");
        var (exercise, history) = await ReadAsync(request.Name, asOfUs, context.CancellationToken);
        var response = new GetGapResponse { Gap = exercise.ToMessage(history[^1]) };
        foreach (var row in history)
            response.Revisions.Add(exercise.ToMessage(row));
        return response;
    }

    public override async Task<GetGapEvidenceResponse> GetGapEvidence(
        GetGapEvidenceRequest request, ServerCallContext context)
    {
        var asOfUs = Times.ToUsOrNull(request.AsOfTime, "as_of_time");
        var call = context.CancellationToken;
        var (exercise, history) = await ReadAsync(request.Name, asOfUs, call);
        var nowUs = TimeUs.From(time.GetUtcNow());
        var known = await PresenceKnowledge.ReadAsync(exercise, ledger, asOfUs, nowUs, call);
        return await new EvidenceReader(exercise, ledger, reports, known, history, asOfUs).ReadAsync(call);
    }

    public override async Task<ForecastGapsResponse> ForecastGaps(
        ForecastGapsRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var question = ForecastQuestion.Of(request);
        return (await exercise.ForecastAsync(question.Horizon, context.CancellationToken)).Read(question);
    }

    public override Task WatchForecast(
        WatchForecastRequest request,
        IServerStreamWriter<WatchForecastResponse> responseStream,
        ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var question = ForecastQuestion.Of(request);
        return forecastWatch.RunAsync(exercise, question, responseStream, context.CancellationToken);
    }

    public override Task WatchGaps(
        WatchGapsRequest request, IServerStreamWriter<WatchGapsResponse> responseStream, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        return watch.RunAsync(exercise, request.ResumeToken, responseStream, context.CancellationToken);
    }

    public override async Task<Patrol.Telemetry.V1.Gap> AcknowledgeGap(
        AcknowledgeGapRequest request, ServerCallContext context)
    {
        if (request.By.Length is 0 or > ByLength)
            throw Fault.InvalidField("by", $"is not 1 to {ByLength} characters");
        if (request.Note.Length > NoteLength)
            throw Fault.InvalidField("note", $"is longer than {NoteLength} characters");
        var call = context.CancellationToken;
        var (exercise, history) = await ReadAsync(request.Name, asOfUs: null, call);

        var nowUs = TimeUs.From(time.GetUtcNow());
        var seen = new Acknowledgement(history[^1].Revision.Gap.Id, request.By, request.Note, nowUs);
        await ledger.AcknowledgeAsync(exercise.Id, seen, call);
        exercise.NoteAcknowledged();
        await ledger.AppendAuditAsync(exercise.Id, nowUs, request.By, "acknowledge", request.Name, call);
        var row = history[^1] with { Acknowledgement = seen };
        exercise.Gaps.PublishAcknowledged(row);
        return exercise.ToMessage(row);
    }

    /// <summary>All revisions of a gap known then, at least one.</summary>
    private async Task<(Exercise Exercise, IReadOnlyList<GapRow> History)> ReadAsync(
        string name, long? asOfUs, CancellationToken cancellationToken)
    {
        var (exerciseId, id) = ResourceNames.ParseChild(name, "gaps", "name");
        var exercise = exercises.GetById(exerciseId);
        var history = await ledger.ReadGapHistoryAsync(exerciseId, id, asOfUs, cancellationToken);
        return history.Count > 0 ? (exercise, history) : throw Fault.NotFound(FaultReasons.GapNotFound, name);
    }
}
