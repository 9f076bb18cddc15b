using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>A stored report, and why it is not used for presence; null when it is used.</summary>
public readonly record struct MarkedReport(Report Report, UnusedReason? Unused);

/// <summary>
/// Says of each report of one device, given by fix time, whether it is used for presence. One that jumps is held back,
/// and what comes after it, until the next good one has decided about it.
/// </summary>
public sealed class TrackMarks(SettingsAfter settings, DeviceKind kind)
{
    /// <summary>Reports held back at most; then the one that waits is given as it stands.</summary>
    public const int MostHeld = 10_000;

    private readonly List<MarkedReport> _held = [];
    private readonly List<MarkedReport> _decided = [];
    private FixFilter _filter;
    private bool _holdsWaiting;

    /// <summary>More reports may decide about one that is held back.</summary>
    public bool IsWaiting => _holdsWaiting;

    /// <summary>Takes the next report; returns those decided by it, by fix time. Valid until the next call.</summary>
    public IReadOnlyList<MarkedReport> Add(in Report report)
    {
        _decided.Clear();
        if (report.TooLate)
        {
            _held.Add(new MarkedReport(report, UnusedReason.Late));
        }
        else
        {
            var verdict = _filter.Next(Fix.Of(report, kind), settings, out var ofWaiting);
            if (ofWaiting is { } settled && _holdsWaiting)
            {
                _held[0] = _held[0] with { Unused = settled.Reason() };
                Release();
            }

            _holdsWaiting |= verdict == FixVerdict.Waiting;
            _held.Add(new MarkedReport(report, verdict.Reason()));
        }

        if (!_holdsWaiting || _held.Count > MostHeld)
            Release();
        return _decided;
    }

    /// <summary>No more reports: returns what was held back.</summary>
    public IReadOnlyList<MarkedReport> End()
    {
        _decided.Clear();
        Release();
        return _decided;
    }

    private void Release()
    {
        _decided.AddRange(_held);
        _held.Clear();
        _holdsWaiting = false;
    }
}
