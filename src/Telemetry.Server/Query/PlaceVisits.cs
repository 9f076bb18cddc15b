using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;

namespace Telemetry.Server.Query;

/// <summary>
/// The visits whose dwell was reached in a span, place after place: those that coverage counts. The end of one that
/// goes on after the span is told as far as presences that began within it tell.
/// </summary>
internal sealed class PlaceVisits(PlacePresences presences)
{
    public async IAsyncEnumerable<(Place Place, Visit Visit)> ReadAsync(
        IReadOnlyList<Place> places, TimeRange span, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var byId = places.ToDictionary(place => place.Id);
        (Place Place, VisitFold Fold)? at = null;
        await foreach (var presence in presences.ReadAsync(places, ReadingOf(places, span), cancellationToken))
        {
            if (at?.Place.Id != presence.PlaceId)
            {
                if (at is { } before && before.Fold.End() is { } last && span.Contains(last.ReachedUs))
                    yield return (before.Place, last);
                var place = byId[presence.PlaceId];
                at = (place, new VisitFold(CoverageDemand.Of(place)));
            }

            if (at.Value.Fold.Add(presence) is { } ended && span.Contains(ended.ReachedUs))
                yield return (at.Value.Place, ended);
        }

        if (at is { } end && end.Fold.End() is { } final && span.Contains(final.ReachedUs))
            yield return (end.Place, final);
    }

    /// <summary>What must be read of presences: a visit of the span may have begun before it.</summary>
    public static TimeRange ReadingOf(IReadOnlyList<Place> places, TimeRange span)
    {
        var reachUs = places.Select(CoverageDemand.Of)
            .Select(demand => TimeUs.Of(demand.Visit.MinDwell + demand.Visit.MergeGap)).DefaultIfEmpty(0).Max();
        return span with { StartUs = span.StartUs < long.MinValue + reachUs ? long.MinValue : span.StartUs - reachUs };
    }
}
