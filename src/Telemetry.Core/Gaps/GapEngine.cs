using Telemetry.Core.Cover;
using Telemetry.Core.Gaps.Monitors;
using Telemetry.Core.Gaps.Whereabouts;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Gaps;

/// <summary>
/// From reports to gaps, step by step. At every watermark its gaps equal what a plain computation over all reports so
/// far would give, whatever their order. It does no I/O: what it needs to read again it asks for.
/// Not thread-safe: one caller at a time.
/// </summary>
public sealed partial class GapEngine
{
    private const long ForgetEveryUs = 3600 * TimeUs.PerSecond;

    // A late report's leg reaches back to the fix before it; nothing that it can touch may be forgotten.
    private static readonly long MarginUs = TimeUs.Of(TimeSpan.FromHours(1));

    private readonly long _latenessUs;
    private readonly PlanHistory _plans = new();
    private readonly MonitorQueue _queue = new();
    private readonly PresenceJournal _journal = new();
    private readonly Dictionary<string, DeviceTrack> _devices = [];
    private readonly HashSet<DeviceTrack> _late = [];
    private readonly Absences _absences;
    private readonly List<Doubt> _doubts = [];
    private readonly List<PlaceTimeline> _doubted = [];

    // Tracks whose passes must be laid again after a restore, from when on; and what of them has been asked for.
    private readonly Dictionary<DeviceTrack, long> _unpassed = [];
    private readonly HashSet<TrackSpan> _passes = [];
    private readonly Dictionary<PlaceTimeline, PlaceDistance> _distances = [];
    private readonly PlanTransition _transition;
    private readonly TrackFold _fold;
    private readonly TrackSplice _splice;
    private long _forgottenUs = long.MinValue;

    /// <param name="exerciseId">Part of every gap's id.</param>
    /// <param name="lateness">How long after its end a gap may still be corrected; <see
    /// cref="Limits.Lateness"/>.</param>
    public GapEngine(string exerciseId, TimeSpan lateness)
    {
        _latenessUs = TimeUs.Of(lateness);
        _transition = new PlanTransition(
            new MonitorFactory(exerciseId, _plans, _devices.Values, _latenessUs), _plans, _queue);
        var cover = new CoverTracer(_plans);
        _fold = new TrackFold(_plans, _journal, cover);
        _fold.Changed += NoteChange;
        _splice = new TrackSplice(_plans, _journal, cover);
        _splice.Changed += NoteChange;
        _absences = new Absences(_plans, _doubts.Add);
    }

    /// <summary>
    /// How far the clock has come; <see cref="long.MinValue"/> before the first <see cref="Advance"/>.
    /// </summary>
    public long WatermarkUs { get; private set; } = long.MinValue;

    public int DeviceCount => _devices.Count;

    internal IReadOnlyDictionary<string, DeviceTrack> Devices => _devices;

    internal PlanTransition Transition => _transition;

    internal PresenceJournal Journal => _journal;

    /// <summary>
    /// Puts a plan in force from its effective time on, which must not be before the watermark.
    /// The index must be of the plan's grounds; it is only built when a leg asks for it.
    /// </summary>
    public void ApplyPlan(PlanVersion version, Lazy<PlaceIndex> index)
    {
        if (version.EffectiveFromUs < WatermarkUs)
            throw new ArgumentException("A plan cannot take effect before the watermark", nameof(version));
        _transition.Apply(version, index, DeviceOf);
        LayAgainFrom(version.EffectiveFromUs);
        TouchWhatIsAhead();
        _absences.NoteAll();
    }

    /// <summary>
    /// Takes stored reports in, in any order. Repeats do no harm; reports that came too late are passed over.
    /// </summary>
    public void Add(DeviceIdentity device, ReadOnlySpan<Report> reports)
    {
        var track = DeviceOf(device.Id);
        foreach (ref readonly var report in reports)
        {
            if (report.TooLate)
                continue;
            var fix = Fix.Of(report, device.Kind);
            if (fix.TimeUs > track.LastHeardUs)
                _fold.Extend(track, fix);
            else if (track.Late is not null || !_splice.TryInsert(track, fix))
                NoteLate(track, fix.TimeUs, fix.TimeUs);
        }
    }

    /// <summary>
    /// Says that reports of a device came late in this span, both ends included, as the ledger has noted.
    /// </summary>
    public void AddLate(TrackSpan span)
    {
        if (_devices.TryGetValue(span.DeviceId, out var track) && track.LastHeard is not null)
            NoteLate(track, span.FromUs, span.ToUs);
    }

    /// <summary>
    /// The stretches of track that late reports have changed. Each must be read from the store and given to
    /// <see cref="Splice"/>, until there are none, before the clock moves.
    /// </summary>
    public IReadOnlyList<TrackSpan> TakeSplices()
    {
        var spans = new List<TrackSpan>(_late.Count);
        // These first: a late report may do away with the waypoint where they begin.
        foreach (var (track, fromUs) in _unpassed)
            spans.Add(StretchAround(track, new TimeRange(fromUs, track.LastHeard!.Value.TimeUs)));
        _passes.UnionWith(spans);
        _unpassed.Clear();
        foreach (var track in _late)
        {
            spans.Add(StretchAround(track, track.Late!.Value));
            track.Late = null;
        }

        _late.Clear();
        return spans;
    }

    /// <summary>
    /// Lays a stretch of track anew. What changed may reach beyond it: then a longer one is asked for in its place.
    /// </summary>
    /// <param name="reports">All stored reports of the device in the stretch, by fix time.</param>
    public void Splice(TrackSpan span, IEnumerable<Report> reports)
    {
        var track = DeviceOf(span.DeviceId);
        var fixes = new List<Fix>();
        foreach (var report in reports)
        {
            if (!report.TooLate && report.FixTimeUs >= span.FromUs && report.FixTimeUs <= span.ToUs)
                fixes.Add(Fix.Of(report, track.Kind));
        }

        if (_passes.Remove(span))
            _splice.LayCover(track, span, fixes);
        else if (!_splice.TryReplace(track, span, fixes))
            NoteLate(track, span.FromUs, span.ToUs + Math.Max(span.ToUs - span.FromUs, DeviceTrack.WaypointSpacingUs));
    }

    /// <summary>Moves the clock and judges every rule up to there. Going back does nothing.</summary>
    public IReadOnlyList<GapRevision> Advance(long watermarkUs)
    {
        if (_late.Count > 0 || _unpassed.Count > 0)
            throw new InvalidOperationException("Splices are waiting");
        if (watermarkUs < WatermarkUs)
            return [];
        var finalBeforeUs = WatermarkUs == long.MinValue ? long.MinValue : WatermarkUs - _latenessUs;
        FindSilent(watermarkUs);
        _absences.Advance(watermarkUs);
        SpreadDoubt();
        var revisions = new RevisionWriter(watermarkUs);
        var unseen = new Unseen(_plans, _absences, DistanceOf, watermarkUs);
        foreach (var monitor in _queue.Take(watermarkUs))
        {
            monitor.Evaluate(finalBeforeUs, unseen, revisions);
            _queue.Return(monitor);
        }

        WatermarkUs = watermarkUs;
        ForgetOld();
        return revisions.Revisions;
    }

    internal DeviceTrack DeviceOf(string id)
    {
        if (!_devices.TryGetValue(id, out var track))
        {
            _devices.Add(id, track = new DeviceTrack(id));
            _absences.Add(track);
            _transition.Welcome(track);
        }

        return track;
    }

    /// <summary>Devices may be ahead of the clock: their legs since then were laid over the plan before.</summary>
    private void LayAgainFrom(long us)
    {
        foreach (var track in _devices.Values)
        {
            if (track.LastHeard is not { } last || last.TimeUs < us)
                continue;
            if (track.Late is not null || !_splice.TryLayAgain(track, us))
                NoteLate(track, us, last.TimeUs);
        }
    }

    private void NoteLate(DeviceTrack track, long fromUs, long toUs)
    {
        track.Late = track.Late is { } known
            ? new TimeRange(Math.Min(known.StartUs, fromUs), Math.Max(known.EndUs, toUs))
            : new TimeRange(fromUs, toUs);
        _late.Add(track);
    }

    /// <summary>From the last waypoint at or before the late fixes to the first one at or after them.</summary>
    private static TrackSpan StretchAround(DeviceTrack track, TimeRange late)
    {
        var waypoints = track.Waypoints;
        var before = waypoints.BinarySearch(late.StartUs);
        if (before < 0)
            before = ~before - 1;
        var after = waypoints.BinarySearch(late.EndUs);
        if (after < 0)
            after = ~after;
        // An unusable fix may come before the first that is used.
        return new TrackSpan(
            track.Id,
            before < 0 ? Math.Min(late.StartUs, track.FirstHeard!.Value.TimeUs) : waypoints[before],
            after < waypoints.Count ? waypoints[after] : track.LastHeard!.Value.TimeUs);
    }

    private PlaceDistance DistanceOf(PlaceTimeline timeline)
    {
        if (!_distances.TryGetValue(timeline, out var distance))
            _distances.Add(timeline, distance = new PlaceDistance(timeline.Place.Shape));
        return distance;
    }

    private void NoteChange(DeviceTrack device, TrackFact fact, TimeRange change)
    {
        if (fact != TrackFact.Silence)
        {
            foreach (var monitor in device.Monitors)
                monitor.Touch(change.StartUs, change.EndUs);
            return;
        }

        _absences.Note(device, change);
        // Late reports may tell, ahead of the clock, that it was outside where nobody knew.
        var knownUs = Math.Max(WatermarkUs, device.LastHeardUs);
        foreach (var fence in device.Fences)
            fence.Touch(change.StartUs, Math.Min(change.EndUs, knownUs));
    }

    private void FindSilent(long watermarkUs)
    {
        foreach (var device in _devices.Values)
        {
            if (!device.IsKnownSilent && device.Last is { } last && _plans.IsQuiet(last, watermarkUs))
            {
                device.IsKnownSilent = true;
                foreach (var fence in device.Fences)
                    fence.Touch(last.TimeUs, last.TimeUs);
            }

            if (!device.IsKnownUnheard && device.LastHeard is { } heard)
                device.IsKnownUnheard = _plans.IsQuiet(heard, watermarkUs);
        }
    }

    /// <summary>Silences that changed since the last step may make gaps certain, or uncertain.</summary>
    private void SpreadDoubt()
    {
        var everywhere = default(TimeRange?);
        foreach (var doubt in _doubts)
        {
            if (doubt.Box != Reach.Everywhere)
                Spread(doubt);
            else
                everywhere = everywhere is { } before
                    ? new TimeRange(
                        Math.Min(before.StartUs, doubt.Span.StartUs), Math.Max(before.EndUs, doubt.Span.EndUs))
                    : doubt.Span;
        }

        if (everywhere is { } all)
            Spread(new Doubt(Reach.Everywhere, all));
        _doubts.Clear();
    }

    private void Spread(in Doubt doubt)
    {
        _doubted.Clear();
        _transition.Grounds.Find(doubt.Box, long.MinValue, _doubted);
        foreach (var timeline in _doubted)
        {
            if (timeline.GapsUntilUs < doubt.Span.StartUs)
                continue;
            if (doubt.Told is { } told && told.Contains(timeline.Bounds))
                continue;
            foreach (var monitor in timeline.Monitors)
                monitor.Doubt(doubt.Span);
        }
    }

    private void ForgetOld()
    {
        var horizonUs = WatermarkUs - _latenessUs - MarginUs;
        if (horizonUs < _forgottenUs + ForgetEveryUs && _forgottenUs != long.MinValue)
            return;
        _forgottenUs = horizonUs;
        Forgetting.Run(_transition, _devices.Values, _absences, horizonUs);
    }
}
