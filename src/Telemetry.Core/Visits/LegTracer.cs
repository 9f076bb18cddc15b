using System.Runtime.InteropServices;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>Lays legs over the places of the plan in force, piece by piece where a leg sees several versions.</summary>
internal sealed class LegTracer(PlanHistory plans)
{
    private readonly LegHits _hits = new();
    private readonly List<LegPresence> _found = [];

    /// <summary>
    /// Of the leg traced last: something about a fence begins or ends between its fixes (<see cref="TurningLegs"/>).
    /// </summary>
    public bool IsTurning { get; private set; }

    /// <summary>Valid until the next call. Touches without duration are left out.</summary>
    public ReadOnlySpan<LegPresence> Trace(in Fix from, in Fix to)
    {
        _found.Clear();
        IsTurning = false;
        var era = Math.Max(0, plans.IndexAt(from.TimeUs));
        for (; era < plans.Count && plans[era].InForce.StartUs < to.TimeUs; era++)
        {
            var span = plans[era].InForce.Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (span.IsEmpty)
                continue;
            IsTurning |= span.StartUs > from.TimeUs || plans[era].HasFenceDutyWithin(span);
            Clip(plans[era], from, to, span);
        }

        return CollectionsMarshal.AsSpan(_found);
    }

    private void Clip(PlanEra era, in Fix from, in Fix to, TimeRange span)
    {
        var (start, end) = (
            LegPosition.At(from, to, span.StartUs), LegPosition.At(from, to, span.EndUs));
        era.Index.Clip(start, end, _hits);
        Take(era, from, to, span, byCamera: false);
        if (era.Footprints is null || from.Kind != DeviceKind.Drone
            || Footprint.Of(from.Camera, from.HeightM) is not { } footprint)
            return;
        era.Footprints.Clip(start, end, footprint, _hits);
        Take(era, from, to, span, byCamera: true);
    }

    private void Take(PlanEra era, in Fix from, in Fix to, TimeRange span, bool byCamera)
    {
        var durationUs = span.EndUs - span.StartUs;
        foreach (var hit in _hits.Span)
        {
            var startUs = span.StartUs + (long)Math.Round(hit.Enter * durationUs);
            var endUs = span.StartUs + (long)Math.Round(hit.Exit * durationUs);
            if (era.Terms is { } terms)
            {
                ref readonly var here = ref terms[hit.Place];
                if (here.ByCamera != byCamera && from.Kind == DeviceKind.Drone)
                    continue;
                var within = here.Within(from, to);
                (startUs, endUs) = (Math.Max(startUs, within.StartUs), Math.Min(endUs, within.EndUs));
            }

            if (endUs > startUs)
                Add(era.Timelines[hit.Place], from, to, startUs, endUs);
        }
    }

    /// <summary>
    /// Between two fixes it is not known how the device went: it may have come, or gone, at any time between them.
    /// </summary>
    private void Add(PlaceTimeline timeline, in Fix from, in Fix to, long startUs, long endUs)
    {
        _found.Add(new LegPresence(
            timeline,
            startUs,
            endUs,
            startUs == from.TimeUs ? startUs : Math.Max(from.TimeUs, timeline.FromUs),
            endUs == to.TimeUs ? endUs : Math.Min(to.TimeUs, timeline.ToUs)));
        IsTurning |= timeline.Fence is not null && (startUs > from.TimeUs || endUs < to.TimeUs);
    }
}
