using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Visits;

/// <summary>
/// A stretch of one device's track as its reports tell it. It begins at a fix that is used while none waits, or at the
/// track's beginning. A buffer to use again and again.
/// </summary>
internal sealed class Stretch(PlanHistory plans)
{
    private readonly SettingsAfter _settings = plans.SettingsAfter;
    private int _waiting;

    public FixUsage Usage { get; } = new();

    /// <summary>The used fixes by time; the first is where it begins, unless that is the track's beginning.</summary>
    public List<UsedFix> Used { get; } = [];

    public List<Silence> Pauses { get; } = [];

    /// <summary>When the battery became low and charged again, in turn.</summary>
    public List<long> BatteryTurns { get; } = [];

    public bool IsBatteryLow { get; private set; }

    /// <summary>What is decided of each report taken.</summary>
    public List<FixVerdict> Verdicts { get; } = [];

    /// <summary>Times of the fixes that were used while none waited, after the first.</summary>
    public List<long> Waypoints { get; } = [];

    /// <summary>Ends at a fix that is used while none waits: what comes after does not depend on the stretch.</summary>
    public bool IsSettled => Verdicts.Count == 0 || Verdicts[^1] == FixVerdict.Used;

    /// <summary>Begins anew, before the first report of a device.</summary>
    public void Begin()
    {
        Clear();
        Usage.Begin();
        IsBatteryLow = false;
    }

    /// <summary>Begins anew after a fix that is used while none waits.</summary>
    public void Begin(in Fix used, bool isBatteryLow)
    {
        Clear();
        Usage.Begin(used);
        Used.Add(new UsedFix(used, isConfirmed: false));
        IsBatteryLow = isBatteryLow;
    }

    /// <summary>Takes the next report by time.</summary>
    public FixVerdict Add(in Fix fix)
    {
        if (Usage.Filter.HasHeard && plans.IsPause(Usage.Filter.Heard, fix))
            Pauses.Add(new Silence(Usage.Filter.Heard, fix));
        if (BatteryWatch.Turns(IsBatteryLow, fix, plans.SettingsAfter(fix)))
        {
            IsBatteryLow = !IsBatteryLow;
            BatteryTurns.Add(fix.TimeUs);
        }

        var verdict = Usage.Next(fix, _settings, out var ofWaiting);
        if (ofWaiting is { } settled)
            Verdicts[_waiting] = settled;
        if (ofWaiting == FixVerdict.Confirmed)
            Used.Add(new UsedFix(Usage.Filter.Waiting, isConfirmed: true));
        if (verdict == FixVerdict.Waiting)
            _waiting = Verdicts.Count;
        if (verdict == FixVerdict.Used)
        {
            Used.Add(new UsedFix(fix, isConfirmed: false));
            Waypoints.Add(fix.TimeUs);
        }

        Verdicts.Add(verdict);
        return verdict;
    }

    private void Clear()
    {
        Used.Clear();
        Pauses.Clear();
        BatteryTurns.Clear();
        Verdicts.Clear();
        Waypoints.Clear();
    }
}
