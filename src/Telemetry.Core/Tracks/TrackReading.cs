using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>
/// A stretch of a device's stored track, read again: which of its fixes are used, and where it was silent. Reports go
/// in by time. What lies before the stretch is not known here, so its first usable fix is taken as one.
/// </summary>
public sealed class TrackReading(DeviceKind kind, KindSettings settings)
{
    private readonly FixUsage _usage = new();
    private readonly List<Fix> _used = [];
    private readonly List<Silence> _silences = [];

    public DeviceKind Kind => kind;

    public KindSettings Settings => settings;

    /// <summary>The fixes used for presence, by time.</summary>
    public IReadOnlyList<Fix> Used => _used;

    /// <summary>Closed silences between them, by time.</summary>
    public IReadOnlyList<Silence> Silences => _silences;

    public void Add(in Report report)
    {
        if (report.TooLate)
            return;
        var fix = Fix.Of(report, kind);
        var verdict = _usage.Next(fix, (in Fix _) => settings, out var ofWaiting);
        if (ofWaiting == FixVerdict.Confirmed)
            Use(new UsedFix(_usage.Filter.Waiting, isConfirmed: true));
        if (verdict == FixVerdict.Used)
            Use(new UsedFix(fix, isConfirmed: false));
    }

    /// <summary>The last used fix at or before a moment; null when there is none in the stretch.</summary>
    public Fix? LastUntil(long us)
    {
        var index = _used.FindLastIndex(fix => fix.TimeUs <= us);
        return index < 0 ? null : _used[index];
    }

    /// <summary>The first used fix at or after a moment; null when there is none in the stretch.</summary>
    public Fix? FirstFrom(long us)
    {
        var index = _used.FindIndex(fix => fix.TimeUs >= us);
        return index < 0 ? null : _used[index];
    }

    private void Use(in UsedFix used)
    {
        if (_used.Count > 0 && !IsLeg(_used[^1], used))
            _silences.Add(new Silence(_used[^1], used.Fix));
        _used.Add(used.Fix);
    }

    private bool IsLeg(in Fix from, in UsedFix to) =>
        !to.IsConfirmed && !from.IsOffDuty && to.Fix.TimeUs - from.TimeUs <= TimeUs.Of(settings.SilenceAfter);
}
