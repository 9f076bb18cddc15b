using System.Runtime.InteropServices;
using Telemetry.Core.Tracks;

namespace Telemetry.Bench.Engine;

/// <summary>Reports of one device that reach the engine together.</summary>
internal readonly record struct Delivery(int Device, int First, int Count);

/// <summary>
/// What reaches the engine step by step: each device's fresh reports, then what comes late. A slice of time is made at
/// once, outside of what is measured.
/// </summary>
internal sealed class Feed(IReadOnlyList<PatrolDevice> devices, int stepS)
{
    /// <summary>Of one message, as the client library sends what it has kept.</summary>
    private const int BatchReports = 256;

    private readonly List<Report> _reports = [];
    private readonly List<Delivery> _deliveries = [];
    private readonly List<int> _stepEnds = [];
    private readonly List<(int Device, int Second)>[] _late =
        [.. Enumerable.Range(0, PatrolDevice.MostLateS + 2).Select(_ => new List<(int, int)>())];

    private readonly List<(int Device, int Second)> _due = [];

    /// <summary>Seconds since the start up to which reports are made.</summary>
    public int MadeS { get; private set; }

    public int Steps => _stepEnds.Count;

    /// <summary>Reports of the slice.</summary>
    public int Reports => _reports.Count;

    public long LateReports { get; private set; }

    public ReadOnlySpan<Delivery> Step(int step)
    {
        var first = step == 0 ? 0 : _stepEnds[step - 1];
        return CollectionsMarshal.AsSpan(_deliveries)[first.._stepEnds[step]];
    }

    public ReadOnlySpan<Report> ReportsOf(in Delivery delivery) =>
        CollectionsMarshal.AsSpan(_reports).Slice(delivery.First, delivery.Count);

    /// <summary>Makes the next slice in place of the one before.</summary>
    public void MakeNext(int steps)
    {
        _reports.Clear();
        _deliveries.Clear();
        _stepEnds.Clear();
        for (var step = 0; step < steps; step++)
        {
            for (var device = 0; device < devices.Count; device++)
                MakeFresh(device);
            for (var i = 0; i < stepS; i++)
                MakeLate(MadeS + i);
            MadeS += stepS;
            _stepEnds.Add(_deliveries.Count);
        }
    }

    private void MakeFresh(int device)
    {
        var first = _reports.Count;
        for (var i = 0; i < stepS; i++)
        {
            var second = devices[device].MakeNext();
            var arrivesS = devices[device][second].ArrivesS;
            if (arrivesS == second)
                _reports.Add(devices[device].ReportOf(second));
            else
                _late[arrivesS % _late.Length].Add((device, second));
        }

        if (_reports.Count > first)
            _deliveries.Add(new Delivery(device, first, _reports.Count - first));
    }

    private void MakeLate(int second)
    {
        _due.Clear();
        _due.AddRange(_late[second % _late.Length]);
        _late[second % _late.Length].Clear();
        _due.Sort();
        foreach (var (device, made) in _due)
        {
            if (_deliveries is [.., { } last] && last.Device == device && last.Count < BatchReports)
                _deliveries[^1] = last with { Count = last.Count + 1 };
            else
                _deliveries.Add(new Delivery(device, _reports.Count, 1));
            _reports.Add(devices[device].ReportOf(made));
        }

        LateReports += _due.Count;
    }
}
