using System.Runtime.InteropServices;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>A leg's time inside one place.</summary>
internal readonly record struct LegPresence(PlaceTimeline Timeline, long StartUs, long EndUs);

/// <summary>Lays legs over the places of the plan in force, piece by piece where a leg sees several versions.</summary>
internal sealed class LegTracer(PlanHistory plans)
{
    private readonly LegHits _hits = new();
    private readonly List<LegPresence> _found = [];

    /// <summary>Valid until the next call. Touches without duration are left out.</summary>
    public ReadOnlySpan<LegPresence> Trace(in Fix from, in Fix to)
    {
        _found.Clear();
        var era = Math.Max(0, plans.IndexAt(from.TimeUs));
        for (; era < plans.Count && plans[era].InForce.StartUs < to.TimeUs; era++)
        {
            var span = plans[era].InForce.Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (!span.IsEmpty)
                Clip(plans[era], At(from, to, span.StartUs), At(from, to, span.EndUs), span);
        }

        return CollectionsMarshal.AsSpan(_found);
    }

    private static GeoPoint At(in Fix from, in Fix to, long us)
    {
        if (us == from.TimeUs)
            return from.Position;
        if (us == to.TimeUs)
            return to.Position;
        var share = (us - from.TimeUs) / (double)(to.TimeUs - from.TimeUs);
        return new GeoPoint(
            from.Position.LatitudeDeg + (share * (to.Position.LatitudeDeg - from.Position.LatitudeDeg)),
            from.Position.LongitudeDeg + (share * (to.Position.LongitudeDeg - from.Position.LongitudeDeg)));
    }

    private void Clip(PlanEra era, GeoPoint from, GeoPoint to, TimeRange span)
    {
        era.Index.Clip(from, to, _hits);
        var durationUs = span.EndUs - span.StartUs;
        foreach (var hit in _hits.Span)
        {
            var startUs = span.StartUs + (long)Math.Round(hit.Enter * durationUs);
            var endUs = span.StartUs + (long)Math.Round(hit.Exit * durationUs);
            if (endUs > startUs)
                _found.Add(new LegPresence(era.Timelines[hit.Place], startUs, endUs));
        }
    }
}
