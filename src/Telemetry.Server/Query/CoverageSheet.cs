using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>The coverage of some places of a plan over a span, rolled up to their areas and all together.</summary>
internal sealed class CoverageSheet
{
    private const string WholePlan = "plan";

    private readonly Plan _plan;
    private readonly Row[] _rows;

    public CoverageSheet(Plan plan, IReadOnlyList<Place> places, TimeRange time, PresenceKnowledge known)
    {
        _plan = plan;
        PlaceIds = [.. places.Select(place => place.Id)];
        var span = new CoverageSpan(time);
        var reach = TimeSpan.Zero;
        _rows = new Row[places.Count];
        for (var i = 0; i < _rows.Length; i++)
        {
            var demand = CoverageDemand.Of(places[i]);
            reach = demand.ReachBefore > reach ? demand.ReachBefore : reach;
            _rows[i] = new Row(places[i], new PlaceCoverage(demand, span, known.RulesSinceAt(places[i].Id)));
        }

        Reading = time with { StartUs = time.StartUs - TimeUs.Of(reach) };
        TakeChanges(known);
    }

    /// <summary>The presences that matter.</summary>
    public TimeRange Reading { get; }

    /// <summary>In the order of the slices.</summary>
    public IReadOnlyList<string> PlaceIds { get; }

    /// <summary>Takes the next slice of the ledger's presences.</summary>
    public void Add(StaySlice slice)
    {
        for (var i = 0; i < _rows.Length; i++)
            _rows[i].Add(slice.Of(i));
    }

    /// <summary>Closes the sheet.</summary>
    public QueryCoverageResponse ToMessage()
    {
        var response = new QueryCoverageResponse();
        var total = new CoverageRollup();
        var areas = new Dictionary<string, CoverageRollup>();
        foreach (var row in _rows)
        {
            var (place, coverage) = (row.Place, row.End());
            var alone = new CoverageRollup();
            alone.Add(coverage);
            total.Add(coverage);
            if (place.AreaId is { } areaId)
            {
                if (!areas.TryGetValue(areaId, out var area))
                    areas[areaId] = area = new CoverageRollup();
                area.Add(coverage);
            }

            var message = alone.ToMessage(ResourceNames.Place(place.Id), place.Name);
            message.Area = place.AreaId ?? "";
            response.Places.Add(message);
        }

        foreach (var area in _plan.Areas)
        {
            if (areas.TryGetValue(area.Id, out var rollup))
                response.Areas.Add(rollup.ToMessage(ResourceNames.Area(area.Id), area.Name));
        }

        response.Total = total.ToMessage(WholePlan, _plan.Name);
        return response;
    }

    /// <summary>What the engine knows beyond the ledger.</summary>
    private void TakeChanges(PresenceKnowledge known)
    {
        if (known.Removed.Count + known.Added.Count == 0)
            return;
        var rows = _rows.ToDictionary(row => row.Place.Id);
        foreach (var presence in known.Removed)
        {
            if (rows.TryGetValue(presence.PlaceId, out var row))
                (row.Gone ??= []).Add(Stay.Of(presence));
        }

        foreach (var presence in known.Added.OrderBy(presence => presence.StartUs))
        {
            if (presence.StartUs < Reading.EndUs && rows.TryGetValue(presence.PlaceId, out var row))
                (row.Coming ??= []).Enqueue(Stay.Of(presence));
        }
    }

    /// <summary>One place, whose presences come from the ledger and from the engine.</summary>
    private sealed class Row(Place place, PlaceCoverage coverage)
    {
        public Place Place { get; } = place;

        /// <summary>Of the ledger's, those that are not so any more.</summary>
        public List<Stay>? Gone { get; set; }

        /// <summary>Those that the ledger does not have, by start.</summary>
        public Queue<Stay>? Coming { get; set; }

        public void Add(ReadOnlySpan<Stay> stays)
        {
            foreach (ref readonly var stay in stays)
            {
                if (Gone is not null && Gone.Remove(stay))
                    continue;
                AddComing(stay.StartUs);
                coverage.Add(stay);
            }
        }

        public PlaceCoverage End()
        {
            AddComing(long.MaxValue);
            coverage.End();
            return coverage;
        }

        private void AddComing(long throughUs)
        {
            while (Coming is not null && Coming.TryPeek(out var next) && next.StartUs <= throughUs)
                coverage.Add(Coming.Dequeue());
        }
    }
}
