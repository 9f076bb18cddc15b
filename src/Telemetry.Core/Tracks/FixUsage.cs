using Telemetry.Core.Plans;

namespace Telemetry.Core.Tracks;

/// <summary>Which fixes of a track are used, and while none were although they came.</summary>
internal sealed class FixUsage
{
    private FixFilter _filter;

    public Fix? LastHeard => _filter.HasHeard ? _filter.Heard : null;

    /// <summary>Time of the newest report; <see cref="long.MinValue"/> while there is none.</summary>
    public long LastHeardUs => _filter.HasHeard ? _filter.Heard.TimeUs : long.MinValue;

    public Fix? LastUsed => _filter.HasUsed ? _filter.Used : null;

    public Fix? Waiting => _filter.HasWaiting ? _filter.Waiting : null;

    /// <summary>Without a copy, for where each report comes by.</summary>
    public ref readonly FixFilter Filter => ref _filter;

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
    /// <param name="ofWaiting">What this decides about the fix that waited; null when it decides nothing.</param>
    public FixVerdict Next(in Fix fix, SettingsAfter settings, out FixVerdict? ofWaiting)
    {
        var waitingUs = _filter.Waiting.TimeUs;
        var verdict = _filter.Next(fix, settings, out ofWaiting);
        if (ofWaiting is { } settled)
            SettleWaiting(waitingUs, settled);

        switch (verdict)
        {
            case FixVerdict.Used:
                if (Degraded.IsOn)
                    Degraded.Turn(fix.TimeUs);
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

    private void SettleWaiting(long waitingUs, FixVerdict verdict)
    {
        var wasBadBefore = Degraded.IsOn && Degraded.OnFromUs < waitingUs;
        if (verdict == FixVerdict.Confirmed)
        {
            if (wasBadBefore)
                Degraded.Turn(waitingUs);
            if (wasBadBefore && BadSinceWaitingUs != long.MaxValue)
                Degraded.Turn(BadSinceWaitingUs);
        }
        else if (!Degraded.IsOn)
        {
            Degraded.Turn(waitingUs);
        }
        else if (!wasBadBefore)
        {
            Degraded.OnFrom(waitingUs);
        }

        BadSinceWaitingUs = long.MaxValue;
    }
}
