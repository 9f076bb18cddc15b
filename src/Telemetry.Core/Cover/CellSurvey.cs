using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Cover;

/// <summary>
/// Finds from stored reports when each cell of a place was last seen, however long ago and whether or not a rule of a
/// plan looks at it. Keeps nothing of the reports but where each device stands.
/// </summary>
public sealed class CellSurvey
{
    private readonly CellTimes _times;
    private readonly CoverWatch _watch;
    private readonly long _receivedBeforeUs;
    private readonly PlanHistory _plans = new();
    private readonly SettingsAfter _settings;
    private readonly UnseenSearch _unseen;
    private readonly Box _around;
    private readonly Dictionary<string, Track> _tracks = [];

    /// <param name="rule">Whose sight counts; nothing else of it matters.</param>
    /// <param name="settings">How devices are and were read.</param>
    /// <param name="receivedBeforeUs">Reports that came later are left out: as it was known then.</param>
    public CellSurvey(
        Place place, CoverRule rule, SettingsHistory settings, CellTimes times, UnseenSearch unseen,
        long receivedBeforeUs = long.MaxValue)
    {
        (_times, _unseen, _receivedBeforeUs, _settings) = (times, unseen, receivedBeforeUs, _plans.SettingsAfter);
        _watch = new CoverWatch(0, place, rule, long.MinValue);
        AddEra(long.MinValue, Plan.Empty);
        foreach (var (fromUs, kinds) in settings.Versions)
            AddEra(fromUs, Plan.Empty with { Kinds = kinds });
        _around = _watch.Plane.Around(Math.Max(settings.LongestReachM, Footprint.FarthestM));
    }

    /// <summary>
    /// How much before the window reading must begin: by then it is decided which fixes are used, unless none was good
    /// for all that time.
    /// </summary>
    public static TimeSpan Lead => Limits.RecentWindow;

    /// <summary>Reports of one device, later than all given of it before.</summary>
    public void Add(DeviceIdentity device, ReadOnlySpan<Report> reports)
    {
        if (!_watch.Rule.Accepts(device.Kind))
            return;
        if (!_tracks.TryGetValue(device.Id, out var track))
            _tracks.Add(device.Id, track = new Track());
        foreach (ref readonly var report in reports)
        {
            if (!report.TooLate && report.ReceiveTimeUs < _receivedBeforeUs)
                Add(device.Id, track, Fix.Of(report, device.Kind));
        }
    }

    /// <summary>No more reports: who has not come again is silent still.</summary>
    public void End()
    {
        foreach (var (id, track) in _tracks)
        {
            if (track.Filter.HasUsed)
                _unseen.AddLast(id, track.Filter.Used, _settings(track.Filter.Used));
        }
    }

    private void Add(string deviceId, Track track, in Fix fix)
    {
        var (hadUsed, last) = (track.Filter.HasUsed, track.Filter.Used);
        var verdict = track.Filter.Next(fix, _settings, out var ofWaiting);
        if (ofWaiting == FixVerdict.Confirmed)
        {
            _unseen.Add(deviceId, last, track.Filter.Waiting, _settings(last));
            last = track.Filter.Waiting;
        }

        if (verdict != FixVerdict.Used || !hadUsed)
            return;
        if (_plans.IsPause(last, fix))
            _unseen.Add(deviceId, last, fix, _settings(last));
        else if (fix.TimeUs >= _times.FromUs && last.TimeUs <= _times.AtUs
            && !IsFar(last.Position, fix.Position))
            Lay(last, fix);
    }

    /// <summary>Most legs are: this is quick to say. Near the 180th meridian it is never said.</summary>
    private bool IsFar(GeoPoint from, GeoPoint to)
    {
        var (west, east) = (Math.Min(from.LongitudeDeg, to.LongitudeDeg), Math.Max(from.LongitudeDeg, to.LongitudeDeg));
        return Math.Max(from.LatitudeDeg, to.LatitudeDeg) < _around.MinY
            || Math.Min(from.LatitudeDeg, to.LatitudeDeg) > _around.MaxY
            || (_around.MinX >= -180 && _around.MaxX <= 180 && (east < _around.MinX || west > _around.MaxX));
    }

    /// <summary>Piece by piece where a leg sees several plans.</summary>
    private void Lay(in Fix from, in Fix to)
    {
        var era = _plans.IndexAt(from.TimeUs);
        for (; era < _plans.Count && _plans[era].InForce.StartUs < to.TimeUs; era++)
        {
            var piece = _plans[era].InForce.Intersect(new TimeRange(from.TimeUs, to.TimeUs));
            if (!piece.IsEmpty && CoverLeg.Of(_plans[era], _watch, from, to, piece) is { } leg)
                _times.See(leg);
        }
    }

    private void AddEra(long fromUs, Plan plan) => _plans.Add(
        new PlanEra(new PlanVersion(_plans.Count, fromUs, plan), new(() => PlaceIndex.Build([])), [])
        {
            Cover = new CoverIndex([_watch], plan),
        });

    private sealed class Track
    {
        public FixFilter Filter;
    }
}
