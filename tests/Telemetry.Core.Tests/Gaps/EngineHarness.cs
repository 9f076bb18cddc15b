using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>
/// Drives an engine as the server does: a store to read again from, a ledger that folds revisions and keeps
/// checkpoints,
/// and a crash from which it comes back.
/// </summary>
internal sealed class EngineHarness(string exerciseId)
{
    private readonly Dictionary<string, SortedDictionary<long, Report>> _stored = [];
    private readonly Dictionary<string, GapRevision> _ledger = [];
    private readonly HashSet<Presence> _presences = [];
    private readonly List<PlanVersion> _versions = [];
    private readonly List<TrackSpan> _lateSinceCheckpoint = [];
    private readonly Dictionary<string, long> _newestUs = [];
    private GapEngine _engine = new(exerciseId, Limits.Lateness);
    private EngineCommit? _checkpoint;

    /// <summary>A server's store keeps repeats from the engine; without it they must do no harm.</summary>
    public bool GivesRepeats { get; init; }

    public GapEngine Engine => _engine;

    public IReadOnlyDictionary<string, SortedDictionary<long, Report>> Stored => _stored;

    public IReadOnlyList<PlanVersion> Versions => _versions;

    public long WatermarkUs => _engine.WatermarkUs;

    public IEnumerable<Gap> Gaps => _ledger.Values.Where(row => !row.IsRetracted).Select(row => row.Gap);

    public IReadOnlyDictionary<string, List<Fix>> Tracks => _stored.ToDictionary(
        track => track.Key,
        track => track.Value.Values.Select(report => Fix.Of(report, World.KindOf(track.Key))).ToList());

    public IReadOnlySet<Presence> WrittenPresences => _presences;

    public IEnumerable<Presence> UnderWay => _engine.UnderWay;

    public IReadOnlyDictionary<string, DeviceTrack> Devices => _engine.Devices;

    public void Apply(Plan plan, long effectiveFromUs)
    {
        var version = new PlanVersion(_versions.Count + 1, effectiveFromUs, plan);
        _versions.Add(version);
        Apply(version);
    }

    public void Add(string deviceId, Report report)
    {
        if (!_stored.TryGetValue(deviceId, out var track))
            _stored.Add(deviceId, track = []);
        if (!track.TryAdd(report.FixTimeUs, report))
        {
            if (GivesRepeats)
                _engine.Add(Identity(deviceId), [track[report.FixTimeUs]]);
            return;
        }

        var newestUs = _newestUs.GetValueOrDefault(deviceId, long.MinValue);
        if (report.FixTimeUs <= newestUs || report.FixTimeUs < _engine.WatermarkUs)
            _lateSinceCheckpoint.Add(new TrackSpan(deviceId, report.FixTimeUs, report.FixTimeUs));
        _newestUs[deviceId] = Math.Max(newestUs, report.FixTimeUs);
        _engine.Add(Identity(deviceId), [report]);
    }

    public IReadOnlyList<GapRevision> Advance(long watermarkUs)
    {
        Splice();
        var revisions = _engine.Advance(watermarkUs);
        foreach (var revision in revisions)
        {
            var last = _ledger.GetValueOrDefault(revision.Gap.Id)?.Revision ?? 0;
            Assert.True(
                last + 1 == revision.Revision, $"after revision {last} of {revision.Gap} came {revision.Revision}");
            _ledger[revision.Gap.Id] = revision;
        }

        return revisions;
    }

    public IReadOnlyList<GapForecast> Forecast(long horizonUs)
    {
        Splice();
        return _engine.Forecast(horizonUs);
    }

    public void Checkpoint()
    {
        Splice();
        _checkpoint = _engine.TakeCommit();
        foreach (var removed in _checkpoint.Removed)
            Assert.True(_presences.Remove(removed), $"{removed} was never written");
        foreach (var added in _checkpoint.Added)
            Assert.True(_presences.Add(added), $"{added} was written before");
        _lateSinceCheckpoint.Clear();
    }

    /// <summary>Everything in memory is gone; the store, the plans and the ledger remain.</summary>
    public void Crash()
    {
        _engine = new GapEngine(exerciseId, Limits.Lateness);
        _versions.ForEach(Apply);
        if (_checkpoint is not null)
            Assert.True(_engine.TryRestore(_checkpoint.State, _presences, _ledger.Values));
        var fromUs = _checkpoint?.WatermarkUs ?? long.MinValue;
        foreach (var (id, track) in _stored)
        {
            var tailUs = _engine.LastFixUs(id) ?? long.MinValue;
            _engine.Add(Identity(id), [.. track.Values.Where(r => r.FixTimeUs >= fromUs && r.FixTimeUs > tailUs)]);
        }

        foreach (var late in _checkpoint is null ? [] : _lateSinceCheckpoint)
        {
            var lastUs = _engine.LastFixUs(late.DeviceId) ?? long.MinValue;
            if (late.FromUs <= lastUs)
                _engine.AddLate(late);
            else
                _engine.Add(Identity(late.DeviceId), [_stored[late.DeviceId][late.FromUs]]);
        }

        if (_checkpoint is null)
            _engine.RestoreGaps(_ledger.Values);
    }

    private static DeviceIdentity Identity(string deviceId) => new(deviceId, World.KindOf(deviceId), "");

    private void Apply(PlanVersion version) =>
        _engine.ApplyPlan(version, new Lazy<PlaceIndex>(() => PlaceIndex.Build(version.Plan.Grounds)));

    public void Splice()
    {
        while (_engine.TakeSplices() is { Count: > 0 } spans)
        {
            foreach (var span in spans)
            {
                _engine.Splice(
                    span,
                    _stored[span.DeviceId].Values.Where(r => r.FixTimeUs >= span.FromUs && r.FixTimeUs <= span.ToUs));
            }
        }
    }
}
