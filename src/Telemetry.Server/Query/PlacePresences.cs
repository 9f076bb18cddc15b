using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>Presences with their names at many places, place after place and by start, in bounded memory.</summary>
internal sealed class PlacePresences(ILedger ledger, string exerciseId, PresenceKnowledge known)
{
    /// <summary>Places that one question to the ledger names.</summary>
    public const int PlacesPerQuery = 256;

    private readonly HashSet<Presence> _gone = [.. known.Removed];

    public async IAsyncEnumerable<Presence> ReadAsync(
        IReadOnlyList<Place> places, TimeRange range, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var coming = known.Added.Where(presence => presence.StartUs < range.EndUs && presence.EndUs >= range.StartUs)
            .GroupBy(presence => presence.PlaceId)
            .ToDictionary(
                group => group.Key, group => new Queue<Presence>(group.OrderBy(presence => presence.StartUs)));
        foreach (var chunk in places.Chunk(PlacesPerQuery))
        {
            string[] ids = [.. chunk.Select(place => place.Id)];
            var query = new PresenceQuery(exerciseId, range, ids, known.RecordedBeforeUs);
            Queue<Presence> here = [];
            string? placeId = null;
            await foreach (var presence in ledger.ReadPresencesAsync(query, cancellationToken))
            {
                if (presence.PlaceId != placeId)
                {
                    while (here.TryDequeue(out var last))
                        yield return last;
                    placeId = presence.PlaceId;
                    here = coming.Remove(placeId, out var own) ? own : [];
                }

                if (_gone.Contains(presence))
                    continue;
                while (here.TryPeek(out var next) && next.StartUs <= presence.StartUs)
                    yield return here.Dequeue();
                yield return presence;
            }

            while (here.TryDequeue(out var last))
                yield return last;
            foreach (var id in ids)
            {
                while (coming.TryGetValue(id, out var rest) && rest.TryDequeue(out var next))
                    yield return next;
            }
        }
    }
}
