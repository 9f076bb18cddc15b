using Telemetry.Bench.Engine;
using Telemetry.Bench.ZoneIndex;
using Telemetry.Core;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Postgis;

/// <summary>A report by its device and its number there.</summary>
internal readonly record struct SparseRow(int Device, int Sample);

/// <summary>
/// The patrols of <c>engine</c> with every tenth report alone, all of a day kept, and the order in which they come:
/// step by step what is fresh, then what is late. What is still on its way at the end comes with the last step.
/// </summary>
internal sealed class SparsePatrols
{
    public const int StepS = 10;

    /// <summary>Midnight of Shanghai.</summary>
    public static readonly long StartUs = TimeUs.From(new DateTimeOffset(2026, 3, 1, 16, 0, 0, TimeSpan.Zero));

    private readonly TrackPoint[][] _points;
    private readonly long[] _firstUs;
    private readonly int[] _stepEnds;
    private readonly SparseRow[] _rows;

    public SparsePatrols(SyntheticCity city, int devices, int steps)
    {
        var districts = new Districts(city);
        var patrols = Enumerable.Range(0, devices).Select(i => new PatrolDevice(i, StartUs, districts)).ToArray();
        Identities = [.. patrols.Select(patrol => patrol.Identity)];
        _firstUs = [.. patrols.Select(patrol => patrol.ReportOf(patrol.MakeNext()).FixTimeUs)];
        _points = [.. patrols.Select(patrol => EveryTenth(patrol, steps))];
        EndUs = StartUs + ((long)steps * StepS * TimeUs.PerSecond);
        var arrivals = new List<(int Step, bool IsLate, SparseRow Row)>(devices * steps);
        for (var device = 0; device < devices; device++)
        {
            for (var sample = 0; sample < steps; sample++)
            {
                var step = ArrivalOf(device, sample);
                arrivals.Add((step, step > sample, new SparseRow(device, sample)));
            }
        }

        // By device and sample they stand already, and the sort by step keeps that.
        var ordered = arrivals.OrderBy(arrival => arrival.Step).ThenBy(arrival => arrival.IsLate).ToList();
        _rows = [.. ordered.Select(arrival => arrival.Row)];
        LateRows = ordered.Count(arrival => arrival.IsLate);
        _stepEnds = new int[steps];
        foreach (var arrival in ordered)
            _stepEnds[arrival.Step]++;
        for (var step = 1; step < steps; step++)
            _stepEnds[step] += _stepEnds[step - 1];
    }

    public IReadOnlyList<DeviceIdentity> Identities { get; }

    public int Steps => _stepEnds.Length;

    public long EndUs { get; }

    public int LateRows { get; }

    /// <summary>In the order in which they come.</summary>
    public IReadOnlyList<SparseRow> Rows => _rows;

    public ReadOnlySpan<SparseRow> RowsOf(int step)
    {
        var first = step == 0 ? 0 : _stepEnds[step - 1];
        return _rows.AsSpan()[first.._stepEnds[step]];
    }

    public Report ReportOf(SparseRow row) =>
        _points[row.Device][row.Sample].ToReport(_firstUs[row.Device] + ((long)row.Sample * StepS * TimeUs.PerSecond));

    /// <summary>What has come of a span by a step, both ends included.</summary>
    public IEnumerable<Report> Read(int device, long fromUs, long toUs, int step)
    {
        const long PeriodUs = StepS * TimeUs.PerSecond;
        var first = Math.Max(0, (fromUs - _firstUs[device] + PeriodUs - 1) / PeriodUs);
        var last = Math.Min(Steps - 1, (toUs - _firstUs[device]) / PeriodUs);
        for (var sample = (int)first; sample <= last; sample++)
        {
            if (ArrivalOf(device, sample) <= step)
                yield return ReportOf(new SparseRow(device, sample));
        }
    }

    private int ArrivalOf(int device, int sample) =>
        Math.Min(_points[device][sample].ArrivesS / StepS, _points[device].Length - 1);

    /// <summary>The first of them has been made.</summary>
    private static TrackPoint[] EveryTenth(PatrolDevice patrol, int steps)
    {
        var points = new TrackPoint[steps];
        points[0] = patrol[0];
        for (var second = 1; second <= (steps - 1) * StepS; second++)
        {
            patrol.MakeNext();
            if (second % StepS == 0)
                points[second / StepS] = patrol[second];
        }

        return points;
    }
}
