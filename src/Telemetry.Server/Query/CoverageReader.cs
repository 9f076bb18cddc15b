using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query;

/// <summary>Reads how well places were patrolled, for calls, exports and reports alike.</summary>
internal sealed class CoverageReader(ILedger ledger, TimeProvider time)
{
    /// <summary>Places that one request may name.</summary>
    public const int Places = 1_000;

    /// <summary>Places with a cover rule, up to which it is told how much of each is fresh.</summary>
    public const int FreshPlaces = 1_000;

    public async Task<QueryCoverageResponse> ReadAsync(
        Exercise exercise, QueryCoverageRequest request, CancellationToken cancellationToken)
    {
        var plan = exercise.Plan.Plan;
        var places = PlacesOf(request, plan);
        var asOfUs = Times.ToUsOrNull(request.AsOfTime, "as_of_time");
        var nowUs = TimeUs.From(time.GetUtcNow());
        var known = await PresenceKnowledge.ReadAsync(exercise, ledger, asOfUs, nowUs, cancellationToken);
        var span = SpanOf(request, known.WatermarkUs);

        var sheet = new CoverageSheet(plan, places, span, known);
        var stays = ledger.ReadStaysAsync(
            exercise.Id, sheet.Reading, sheet.PlaceIds, known.RecordedBeforeUs, cancellationToken);
        await foreach (var slice in stays)
        {
            using (slice)
                sheet.Add(slice);
        }

        var response = sheet.ToMessage();
        response.Interval = Times.ToInterval(span);
        if (asOfUs is null)
            await AddFreshAsync(exercise, places, span.EndUs, response, cancellationToken);
        return response;
    }

    private static async Task AddFreshAsync(
        Exercise exercise, List<Place> places, long atUs, QueryCoverageResponse response,
        CancellationToken cancellationToken)
    {
        var covered = places.Zip(response.Places)
            .Select(pair => (
                Place: pair.First, Rule: pair.First.Rules.OfType<CoverRule>().FirstOrDefault(), Told: pair.Second))
            .Where(row => row.Rule is not null).ToList();
        if (covered.Count > FreshPlaces)
            return;
        foreach (var (place, rule, told) in covered)
        {
            var window = new TimeRange(atUs - TimeUs.Of(rule!.Interval), atUs);
            if (await exercise.LookNearAsync(place.Id, window, unseen: null, cancellationToken) is { } near)
                told.FreshFraction = near.SeenFraction(window.StartUs, window.EndUs);
        }
    }

    private static TimeRange SpanOf(QueryCoverageRequest request, long watermarkUs)
    {
        if (request.Interval?.StartTime is null || request.Interval.EndTime is null)
            throw Fault.InvalidField("interval", "needs both ends");
        var asked = Times.ToRange(request.Interval, "interval");
        var span = asked with { EndUs = Math.Min(asked.EndUs, watermarkUs) };
        return span.IsEmpty ? throw Fault.InvalidField("interval", "lies beyond the watermark") : span;
    }

    private static List<Place> PlacesOf(QueryCoverageRequest request, Plan plan)
    {
        if (request.Places.Count > Places)
            throw Fault.InvalidField("places", $"are more than {Places}");
        var wanted = new HashSet<string>();
        foreach (var name in request.Places)
        {
            if (!ResourceNames.TryCut(name, "places/", out var id) || PlanNames.Of(plan).FindPlace(id) is null)
                throw Fault.NotFound(FaultReasons.PlaceNotFound, ResourceNames.Shown(name));
            wanted.Add(id);
        }

        var places = new List<Place>();
        foreach (var place in plan.Places)
        {
            if ((wanted.Count == 0 || wanted.Contains(place.Id))
                && (request.Area.Length == 0 || place.AreaId == request.Area))
                places.Add(place);
        }

        return places;
    }
}
