using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>Which fixes of a track are used, and while none were although they came.</summary>
internal sealed class FixUsage
{
    private FixFilter _filter;

    public Fix? LastHeard => _filter.Heard;

    public long LastHeardUs => _filter.HeardUs;

    public Fix? LastUsed => _filter.Used;

    public Fix? Waiting => _filter.Waiting;

    /// <summary>
    /// The first unusable fix after one that waits: it counts for itself only if that one is confirmed.
    /// </summary>
    public long BadSinceWaitingUs { get; private set; } = long.MaxValue;

    /// <summary>From the first unusable fix after a used one to the next that is used.</summary>
    public Spells Degraded { get; } = new();

    /// <summary>Begins anew, before the first fix of a device.</summary>
    public void Begin() => Begin(default(FixFilter));

    /// <summary>Begins anew after a fix that is used while none waits.</summary>
    public void Begin(in Fix used) => Begin(FixFilter.After(used));

    /// <summary>Goes on from where another stands; what was degraded before stays.</summary>
    public void GoOnFrom(FixUsage other) =>
        (_filter, BadSinceWaitingUs) = (other._filter, other.BadSinceWaitingUs);

    /// <summary>As it stood when it was written down.</summary>
    public void Restore(Fix? heard, Fix? used, Fix? waiting, long badSinceWaitingUs) =>
        (_filter, BadSinceWaitingUs) = (FixFilter.After(heard, used, waiting), badSinceWaitingUs);

    /// <summary>Takes the next fix by time.</summary>
    /// <param name="used">Gets the fixes that this one makes used: itself, one that waited, both or none.</param>
    /// <param name="ofWaiting">What this decides about the fix that waited; null when it decides nothing.</param>
    public FixVerdict Next(in Fix fix, SettingsAfter settings, List<UsedFix> used, out FixVerdict? ofWaiting)
    {
        var waiting = _filter.HasWaiting ? _filter.Waiting : null;
        var verdict = _filter.Next(fix, settings, out ofWaiting);
        if (ofWaiting is not null)
            SettleWaiting(waiting!.Value, ofWaiting.Value, used);

        switch (verdict)
        {
            case FixVerdict.Used:
                if (Degraded.IsOn)
                    Degraded.Turn(fix.TimeUs);
                used.Add(new UsedFix(fix, IsConfirmed: false));
                break;
            case FixVerdict.Inaccurate or FixVerdict.Stuck:
                if (!Degraded.IsOn)
                    Degraded.Turn(fix.TimeUs);
                if (_filter.HasWaiting)
                    BadSinceWaitingUs = Math.Min(BadSinceWaitingUs, fix.TimeUs);
                break;
        }

        return verdict;
    }

    private void Begin(in FixFilter filter)
    {
        (_filter, BadSinceWaitingUs) = (filter, long.MaxValue);
        Degraded.Clear();
    }

    private void SettleWaiting(in Fix waiting, FixVerdict verdict, List<UsedFix> used)
    {
        var wasBadBefore = Degraded.IsOn && Degraded.OnFromUs < waiting.TimeUs;
        if (verdict == FixVerdict.Confirmed)
        {
            used.Add(new UsedFix(waiting, IsConfirmed: true));
            if (wasBadBefore)
                Degraded.Turn(waiting.TimeUs);
            if (wasBadBefore && BadSinceWaitingUs != long.MaxValue)
                Degraded.Turn(BadSinceWaitingUs);
        }
        else if (!Degraded.IsOn)
        {
            Degraded.Turn(waiting.TimeUs);
        }
        else if (!wasBadBefore)
        {
            Degraded.OnFrom(waiting.TimeUs);
        }

        BadSinceWaitingUs = long.MaxValue;
    }
}
