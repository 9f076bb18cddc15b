namespace Telemetry.Core.Plans;

/// <summary>Device time that a plan needs in a span, estimated from its rules alone.</summary>
/// <param name="OnSite">At places.</param>
/// <param name="Travel">On the way between them.</param>
/// <param name="Roster">Device time on duty that there is to meet it with.</param>
public readonly record struct PatrolNeed(TimeSpan OnSite, TimeSpan Travel, TimeSpan Roster)
{
    /// <summary>
    /// For each place the rule that needs most: one patrol may meet several. The way to a place is taken to be that
    /// from its nearest neighbour, so this is a lower bound.
    /// </summary>
    /// <param name="span">Both ends are times that exist.</param>
    public static PatrolNeed Of(Plan plan, TimeRange span)
    {
        var places = plan.Places.Concat(plan.Composites).Where(place => !place.Rules.IsEmpty).ToList();
        var waysM = NearestPlaces.MetersToNearest(places);
        var (onSite, travel) = (TimeSpan.Zero, TimeSpan.Zero);
        for (var i = 0; i < places.Count; i++)
        {
            var place = places[i];
            var most = place.Rules.Select(rule => RuleNeed.Of(plan, place, rule, waysM[i], span))
                .MaxBy(need => need.OnSite + need.Travel);
            onSite += most.OnSite;
            travel += most.Travel;
        }

        var roster = plan.Roster.Values.Aggregate(
            TimeSpan.Zero, (sum, entry) => sum + RuleNeed.DutyWithin(entry.Duty, span));
        return new PatrolNeed(onSite, travel, roster);
    }
}
