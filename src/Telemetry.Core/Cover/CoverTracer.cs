using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Cover;

/// <summary>
/// Lays legs over the places whose cells somebody looks at, and takes them back where the track reads otherwise. Costs
/// next to nothing while no plan asks for cells.
/// </summary>
internal sealed class CoverTracer(PlanHistory plans)
{
    private readonly List<CoverLeg> _taken = [];
    private readonly List<CoverLeg> _laid = [];

    /// <summary>A new leg at the end of a track.</summary>
    public void Lay(DeviceTrack device, in Fix from, in Fix to) => Lay(device, from, to, isAgain: false);

    /// <summary>
    /// Takes back the legs that lie wholly in a span, for those that are there still to be laid again.
    /// </summary>
    public void BeginStretch(DeviceTrack device, TimeRange span)
    {
        _taken.Clear();
        _laid.Clear();
        device.Trail?.TakeBack(span, _taken);
    }

    public void LayAgain(DeviceTrack device, in Fix from, in Fix to) => Lay(device, from, to, isAgain: true);

    /// <summary>Tells what of the stretch has changed, and nothing of what reads the same.</summary>
    public void EndStretch()
    {
        _taken.Sort();
        _laid.Sort();
        var (old, now) = (0, 0);
        while (old < _taken.Count || now < _laid.Count)
        {
            var order = old == _taken.Count ? 1 : now == _laid.Count ? -1 : _taken[old].CompareTo(_laid[now]);
            var isSame = order == 0 && _taken[old] == _laid[now];
            if (order <= 0 && _taken[old++] is var gone && !isSame)
                gone.Watch.NoteRemoved(gone.Seen.StartUs, gone.Seen.EndUs);
            if (order >= 0 && _laid[now++] is var come && !isSame)
                come.Watch.NoteAdded(come.Seen.StartUs, come.Seen.EndUs);
        }
    }

    private void Lay(DeviceTrack device, in Fix from, in Fix to, bool isAgain)
    {
        var era = Math.Max(0, plans.IndexAt(from.TimeUs));
        for (; era < plans.Count && plans[era].InForce.StartUs < to.TimeUs; era++)
        {
            if (plans[era].Cover is null)
                continue;
            var span = plans[era].InForce.Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (!span.IsEmpty)
                Lay(device, plans[era], from, to, span, isAgain);
        }
    }

    private void Lay(DeviceTrack device, PlanEra era, in Fix from, in Fix to, TimeRange span, bool isAgain)
    {
        var (start, end) = (LegPosition.At(from, to, span.StartUs), LegPosition.At(from, to, span.EndUs));
        var footprint = from.Kind == DeviceKind.Drone ? Footprint.Of(from.Camera, from.HeightM) : null;
        var near = footprint is { } quad ? era.Cover!.Near(start, end, quad) : era.Cover!.Near(start, end);
        var reachM = era.SettingsOf(from.Kind).ReachM;
        var isNear = false;
        foreach (var watch in near)
        {
            var seen = watch.Seen(from, to, span, footprint is not null);
            if (seen.IsEmpty)
                continue;
            var trail = device.Trail ??= new Trail();
            if (!isNear)
                trail.Add(span.StartUs, start, span.EndUs, end, footprint);
            isNear = true;
            trail.AddPass(watch, seen.StartUs, seen.EndUs, reachM);
            if (isAgain)
                _laid.Add(new CoverLeg(watch, seen, span, start, end, reachM, footprint));
            else
                watch.NoteAdded(seen.StartUs, seen.EndUs);
        }
    }
}
