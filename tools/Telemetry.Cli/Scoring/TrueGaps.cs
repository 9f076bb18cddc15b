using System.Runtime.InteropServices;
using Telemetry.Cli.Simulation;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Scoring;

/// <summary>
/// The gaps of the truth: the product's own engine over every step that everybody made, nothing lost, nothing late,
/// nothing beside the mark. A pure computation in memory.
/// </summary>
internal sealed class TrueGaps
{
    private static readonly long StepUs = 60 * TimeUs.PerSecond;

    private readonly GapEngine _engine = new("truth", Limits.Lateness);
    private readonly List<(DeviceIdentity Identity, List<Report> Reports)> _devices;
    private readonly Dictionary<string, GapRevision> _gaps = [];
    private long _clockUs;

    /// <param name="effectiveFromUs">When the plan was put in force.</param>
    public TrueGaps(Plan plan, long effectiveFromUs, IEnumerable<TrueDevice> devices)
    {
        _clockUs = effectiveFromUs;
        _devices = [.. devices.Select(device =>
            (new DeviceIdentity(device.Id, device.Kind, device.Unit), new List<Report>()))];
        var index = new Lazy<PlaceIndex>(() => PlaceIndex.Build(plan.Grounds));
        _engine.ApplyPlan(new PlanVersion(1, effectiveFromUs, plan), index);
    }

    /// <summary>The next fix by time.</summary>
    public void Add(TrueFix fix)
    {
        while (fix.TimeUs > _clockUs + StepUs)
            Advance(_clockUs + StepUs);
        _devices[fix.Device].Reports.Add(fix.ToReport());
    }

    /// <summary>All gaps with the clock at this moment.</summary>
    public IReadOnlyList<ScoredGap> End(long clockUs)
    {
        Advance(clockUs);
        return [.. _gaps.Values.Where(last => !last.IsRetracted && ScoredGap.IsScored(last.Gap.Kind)).Select(Of)];
    }

    private static ScoredGap Of(GapRevision last) => new(
        last.Gap.Kind, last.Gap.SubjectId, last.Gap.RuleId, last.Gap.OpenUs, last.Gap.Close?.TimeUs, IsConfirmed: true);

    private void Advance(long clockUs)
    {
        foreach (var (identity, reports) in _devices)
        {
            _engine.Add(identity, CollectionsMarshal.AsSpan(reports));
            reports.Clear();
        }

        foreach (var revision in _engine.Advance(clockUs))
            _gaps[revision.Gap.Id] = revision;
        _engine.ForgetChanges();
        _clockUs = clockUs;
    }
}
