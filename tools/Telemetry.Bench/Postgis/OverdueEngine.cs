using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Postgis;

/// <summary>The engine with one OVERDUE rule a zone, fed step by step as if live, certainty included.</summary>
internal sealed class OverdueEngine
{
    public static readonly OverdueRule Rule = new(
        RuleIds.Overdue, TimeSpan.FromMinutes(60), new VisitDemand(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(20)),
        DeviceKinds.Any, DutySchedule.Always);

    private readonly SparsePatrols _patrols;
    private readonly Dictionary<string, int> _numbers;
    private readonly GapEngine _engine = new("bench", Limits.Lateness);
    private readonly Dictionary<string, GapRevision> _gaps = [];
    private readonly List<Report> _reports = [];
    private readonly List<(int Device, int End)> _deliveries = [];

    public OverdueEngine(SyntheticCity city, SparsePatrols patrols)
    {
        _patrols = patrols;
        _numbers = patrols.Identities.Index().ToDictionary(device => device.Item.Id, device => device.Index);
        Plan = new Plan(
            "bench",
            [.. city.Places.Where(place => place.Kind == PlaceKind.Zone).Select(zone => zone with { Rules = [Rule] })],
            [], ImmutableDictionary<string, RosterEntry>.Empty, ImmutableDictionary<DeviceKind, KindSettings>.Empty);
        var index = PlaceIndex.Build(Plan.Grounds);
        _engine.ApplyPlan(new PlanVersion(1, SparsePatrols.StartUs, Plan), new Lazy<PlaceIndex>(index));
    }

    public Plan Plan { get; }

    /// <summary>From reports to gaps; making the reports is not counted.</summary>
    public TimeSpan Wall { get; private set; }

    /// <summary>Of the whole process, its collector included.</summary>
    public TimeSpan Processor { get; private set; }

    public int Unverified => Last.Count(gap => gap.Certainty == Certainty.Unverified);

    private IEnumerable<Gap> Last => _gaps.Values.Where(gap => !gap.IsRetracted).Select(gap => gap.Gap);

    public List<OverdueGap> Run(CancellationToken cancellationToken)
    {
        for (var step = 0; step < _patrols.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepare(step);
            var (processor, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
            Feed(step);
            Processor += Environment.CpuUsage.TotalTime - processor;
            Wall += Stopwatch.GetElapsedTime(start);
        }

        var zones = Plan.Places.Index().ToDictionary(zone => zone.Item.Id, zone => zone.Index);
        return
        [
            .. Last.Where(gap => gap.Kind == GapKind.Overdue)
                .Select(gap => new OverdueGap(zones[gap.SubjectId], gap.IdleFromUs, gap.OpenUs, gap.Close?.TimeUs)),
        ];
    }

    private void Prepare(int step)
    {
        _reports.Clear();
        _deliveries.Clear();
        foreach (var row in _patrols.RowsOf(step))
        {
            _reports.Add(_patrols.ReportOf(row));
            if (_deliveries is [.., var last] && last.Device == row.Device)
                _deliveries[^1] = (row.Device, _reports.Count);
            else
                _deliveries.Add((row.Device, _reports.Count));
        }
    }

    private void Feed(int step)
    {
        var first = 0;
        foreach (var (device, end) in _deliveries)
        {
            _engine.Add(_patrols.Identities[device], CollectionsMarshal.AsSpan(_reports)[first..end]);
            first = end;
        }

        for (var spans = _engine.TakeSplices(); spans.Count > 0; spans = _engine.TakeSplices())
        {
            foreach (var span in spans)
                _engine.Splice(span, _patrols.Read(_numbers[span.DeviceId], span.FromUs, span.ToUs, step));
        }

        var nowUs = SparsePatrols.StartUs + ((step + 1L) * SparsePatrols.StepS * TimeUs.PerSecond);
        var watermarkUs = step == _patrols.Steps - 1 ? _patrols.EndUs : nowUs - TimeUs.Of(Limits.Settle);
        foreach (var revision in _engine.Advance(watermarkUs))
            _gaps[revision.Gap.Id] = revision;
    }
}
