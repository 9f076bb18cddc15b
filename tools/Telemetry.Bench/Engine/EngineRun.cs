using System.Diagnostics;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Engine;

/// <summary>
/// An engine over one city, fed as the server feeds it: stored reports by device, splices answered from the store (in
/// memory here), the clock moved step by step behind what has come in, a commit taken now and then.
/// </summary>
internal sealed class EngineRun
{
    public const int ZonesPerDevice = 20;

    private const int CitySeed = 304;
    private const int CommitEverySteps = 60;

    /// <summary>Midnight of Shanghai.</summary>
    private static readonly long StartUs = TimeUs.From(new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero));

    private readonly PatrolDevice[] _devices;
    private readonly Dictionary<string, PatrolDevice> _byId;
    private readonly Feed _feed;
    private GapEngine _engine = new("bench", Limits.Lateness);
    private readonly List<GapRevision> _revisions = [];
    private readonly List<Report> _read = [];
    private readonly int _stepS;
    private int _doneS;
    private int _steps;

    public EngineRun(int zones, int stepS, bool withRules = true)
    {
        var city = new SyntheticCity(zones, CitySeed);
        var districts = new Districts(city);
        _devices =
            [.. Enumerable.Range(0, zones / ZonesPerDevice).Select(i => new PatrolDevice(i, StartUs, districts))];
        _byId = _devices.ToDictionary(device => device.Identity.Id);
        (_feed, _stepS) = (new Feed(_devices, stepS), stepS);
        var plan = PatrolPlan.Of(city, _devices, districts, withRules);
        (Places, Rules) = (plan.Grounds.Length, plan.Grounds.Sum(place => place.Rules.Length));
        var index = PlaceIndex.Build(plan.Grounds);
        _engine.ApplyPlan(new PlanVersion(1, StartUs, plan), new Lazy<PlaceIndex>(index));
    }

    public int Devices => _devices.Length;

    /// <summary>Fences included.</summary>
    public int Places { get; }

    public int Rules { get; }

    /// <summary>Or else nothing is kept of a gap beside what the engine keeps.</summary>
    public bool CountsGaps { get; init; } = true;

    public GapTally Gaps { get; } = new();

    public long Reports { get; private set; }

    public long LateReports => _feed.LateReports;

    public long Splices { get; private set; }

    public TimeSpan Wall { get; private set; }

    public TimeSpan Processor { get; private set; }

    public long AllocatedBytes { get; private set; }

    /// <summary>A span of event time: makes its reports, then feeds them, which alone is measured.</summary>
    public void Run(TimeSpan span)
    {
        _feed.MakeNext((int)(span.TotalSeconds / _stepS));
        Reports += _feed.Reports;
        _revisions.Clear();
        var allocated = GC.GetTotalAllocatedBytes();
        var (processor, start) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        for (var step = 0; step < _feed.Steps; step++)
            Do(step);
        Wall += Stopwatch.GetElapsedTime(start);
        Processor += Environment.CpuUsage.TotalTime - processor;
        AllocatedBytes += GC.GetTotalAllocatedBytes() - allocated;
        if (CountsGaps)
            Gaps.Take(_revisions);
    }

    /// <summary>What is measured from here on begins at nothing.</summary>
    public void ResetFigures() =>
        (Reports, Splices, AllocatedBytes, Wall, Processor) = (0, 0, 0, TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>Puts one that knows nothing in its place.</summary>
    public void LetEngineGo()
    {
        _revisions.Clear();
        _engine = new GapEngine("bench", Limits.Lateness);
    }

    private void Do(int step)
    {
        foreach (ref readonly var delivery in _feed.Step(step))
            _engine.Add(_devices[delivery.Device].Identity, _feed.ReportsOf(delivery));
        _doneS += _stepS;
        SpliceAll();
        _revisions.AddRange(_engine.Advance(StartUs + (_doneS * TimeUs.PerSecond) - TimeUs.Of(Limits.Settle)));
        if (++_steps % CommitEverySteps == 0)
            _engine.TakeCommit();
    }

    private void SpliceAll()
    {
        for (var spans = _engine.TakeSplices(); spans.Count > 0; spans = _engine.TakeSplices())
        {
            foreach (var span in spans)
            {
                _byId[span.DeviceId].Read(span, _doneS - 1, _read);
                _engine.Splice(span, _read);
            }

            Splices += spans.Count;
        }
    }
}
