using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;

namespace Telemetry.Server.Query;

/// <summary>The coverage of some places of a plan over a span, rolled up to their areas and all together.</summary>
internal sealed class CoverageSheet
{
    private const string WholePlan = "plan";

    private readonly Plan _plan;
    private readonly IReadOnlyList<Place> _places;
    private readonly Dictionary<string, PlaceCoverage> _coverages = [];
    private readonly Dictionary<string, Queue<Presence>> _underWay = [];
    private readonly HashSet<(string Place, string Device, long StartUs)> _known = [];

    public CoverageSheet(Plan plan, IReadOnlyList<Place> places, TimeRange span)
    {
        (_plan, _places) = (plan, places);
        var reach = TimeSpan.Zero;
        foreach (var place in places)
        {
            var rule = RuleOf(place);
            var visit = rule?.Visit ?? VisitDemand.AnyAttendance;
            _coverages[place.Id] = new PlaceCoverage(visit, rule?.Eligible ?? DeviceKinds.Any, span);
            var placeReach = PlaceCoverage.ReachBefore(visit);
            reach = placeReach > reach ? placeReach : reach;
        }

        Reading = span with { StartUs = span.StartUs - TimeUs.Of(reach) };
    }

    /// <summary>The presences that matter.</summary>
    public TimeRange Reading { get; }

    /// <summary>Null when all places of the plan are asked for.</summary>
    public IReadOnlyCollection<string>? PlaceIds => _places.Count == _plan.Places.Length ? null : _coverages.Keys;

    /// <summary>Takes the presences that the ledger does not have yet; before the others.</summary>
    public void AddUnderWay(IEnumerable<Presence> presences)
    {
        foreach (var presence in presences.OrderBy(presence => presence.StartUs))
        {
            if (!_coverages.ContainsKey(presence.PlaceId) || presence.StartUs >= Reading.EndUs)
                continue;
            if (!_underWay.TryGetValue(presence.PlaceId, out var queue))
                _underWay[presence.PlaceId] = queue = new Queue<Presence>();
            queue.Enqueue(presence);
            _known.Add((presence.PlaceId, presence.DeviceId, presence.StartUs));
        }
    }

    /// <summary>
    /// Takes a presence; within a place they come by start. Places that are not asked for are passed over.
    /// </summary>
    public void Add(in Presence presence)
    {
        if (!_coverages.TryGetValue(presence.PlaceId, out var coverage))
            return;
        AddUnderWay(presence.PlaceId, coverage, presence.StartUs);

        // One that was under way a moment ago may have reached the ledger since.
        if (!_known.Contains((presence.PlaceId, presence.DeviceId, presence.StartUs)))
            coverage.Add(presence);
    }

    /// <summary>Closes the sheet.</summary>
    public QueryCoverageResponse ToMessage()
    {
        var response = new QueryCoverageResponse();
        var total = new Rollup();
        var areas = new Dictionary<string, Rollup>();
        foreach (var place in _places)
        {
            var coverage = _coverages[place.Id];
            AddUnderWay(place.Id, coverage, long.MaxValue);
            coverage.End();
            var alone = new Rollup();
            alone.Add(coverage);
            total.Add(coverage);
            if (place.AreaId is { } areaId)
            {
                if (!areas.TryGetValue(areaId, out var area))
                    areas[areaId] = area = new Rollup();
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

    private void AddUnderWay(string placeId, PlaceCoverage coverage, long throughUs)
    {
        if (!_underWay.TryGetValue(placeId, out var queue))
            return;
        while (queue.TryPeek(out var next) && next.StartUs <= throughUs)
            coverage.Add(queue.Dequeue());
    }

    /// <summary>The rule that judges visits: the overdue rule's word goes first, then the dose's, then the slots'.</summary>
    private static VisitRule? RuleOf(Place place)
    {
        var rules = place.Rules.OfType<VisitRule>().ToList();
        return rules.Find(rule => rule is OverdueRule) ?? rules.Find(rule => rule is DoseRule) ?? rules.FirstOrDefault();
    }

    /// <summary>One or many places together.</summary>
    private sealed class Rollup
    {
        private readonly Idleness _idleness = new();
        private int _places;
        private int _visits;
        private long _patrolUs;
        private long _officerUs;
        private long _instantaneousUs;
        private long? _lastVisitUs;

        public void Add(PlaceCoverage coverage)
        {
            _idleness.Add(coverage.Idleness);
            _places++;
            _visits += coverage.Visits;
            _patrolUs += coverage.PatrolUs;
            _officerUs += coverage.OfficerUs;
            // The place that waits longest speaks for all.
            _instantaneousUs = Math.Max(_instantaneousUs, coverage.InstantaneousUs);
            if (coverage.LastVisitUs is { } lastUs)
                _lastVisitUs = Math.Max(_lastVisitUs ?? lastUs, lastUs);
        }

        public Coverage ToMessage(string subject, string displayName)
        {
            var message = new Coverage
            {
                Subject = subject,
                DisplayName = displayName,
                PlaceCount = _places,
                VisitCount = _visits,
                PatrolTime = TimeSpan.FromMicroseconds(_patrolUs).ToDuration(),
                OfficerTime = TimeSpan.FromMicroseconds(_officerUs).ToDuration(),
                Idleness = new IdlenessStatistics
                {
                    IntervalCount = _idleness.Count,
                    MeanSeconds = _idleness.MeanSeconds,
                    StddevSeconds = _idleness.StddevSeconds,
                    RootMeanSquareSeconds = _idleness.RootMeanSquareSeconds,
                    TimeAverageSeconds = _idleness.TimeAverageSeconds,
                    WorstSeconds = _idleness.WorstSeconds,
                    InstantaneousSeconds = (double)_instantaneousUs / TimeUs.PerSecond,
                },
            };
            if (_lastVisitUs is { } us)
                message.LastVisitTime = Times.ToTimestamp(us);
            return message;
        }
    }
}
