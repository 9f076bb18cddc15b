using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Tests.Gaps;

/// <summary>Drives an engine as the server does: a store to read again from, and a ledger that folds revisions.</summary>
internal sealed class EngineHarness(string exerciseId)
{
    private readonly Dictionary<string, SortedDictionary<long, Report>> _stored = [];
    private readonly Dictionary<string, GapRevision> _ledger = [];
    private readonly List<PlanVersion> _versions = [];
    private GapEngine _engine = new(exerciseId, Limits.Lateness);

    public IReadOnlyList<PlanVersion> Versions => _versions;

    public GapEngine Engine => _engine;

    public IEnumerable<Gap> Gaps => _ledger.Values.Where(row => !row.IsRetracted).Select(row => row.Gap);

    public IReadOnlyDictionary<string, List<Fix>> Tracks => _stored.ToDictionary(
        track => track.Key,
        track => track.Value.Values.Select(report => Fix.Of(report, World.KindOf(track.Key))).ToList());

    public void Apply(Plan plan, long effectiveFromUs)
    {
        var version = new PlanVersion(_versions.Count + 1, effectiveFromUs, plan);
        _versions.Add(version);
        _engine.ApplyPlan(version, new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Places)));
    }

    public void Add(string deviceId, params ReadOnlySpan<Report> reports)
    {
        if (!_stored.TryGetValue(deviceId, out var track))
            _stored.Add(deviceId, track = []);
        foreach (var report in reports)
        {
            if (track.TryAdd(report.FixTimeUs, report))
                _engine.Add(new DeviceIdentity(deviceId, World.KindOf(deviceId), ""), [report]);
        }
    }

    public IReadOnlyList<GapRevision> Advance(long watermarkUs)
    {
        Splice();
        var revisions = _engine.Advance(watermarkUs);
        foreach (var revision in revisions)
        {
            var last = _ledger.GetValueOrDefault(revision.Gap.Id)?.Revision ?? 0;
            Assert.Equal(last + 1, revision.Revision);
            _ledger[revision.Gap.Id] = revision;
        }

        return revisions;
    }

    private void Splice()
    {
        foreach (var span in _engine.TakeSplices())
        {
            var reports = _stored[span.DeviceId].Values.Where(r => r.FixTimeUs >= span.FromUs && r.FixTimeUs <= span.ToUs);
            _engine.Splice(span, reports);
        }
    }
}
