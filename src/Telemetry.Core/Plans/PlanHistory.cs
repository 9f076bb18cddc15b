using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans;

/// <summary>All plan versions of an exercise by time.</summary>
internal sealed class PlanHistory
{
    private readonly List<PlanEra> _eras = [];

    public int Count => _eras.Count;

    public PlanEra? Current => _eras.Count > 0 ? _eras[^1] : null;

    public PlanEra this[int index] => _eras[index];

    public void Add(PlanEra era)
    {
        if (_eras.Count > 0)
            _eras[^1].InForce = _eras[^1].InForce with { EndUs = era.InForce.StartUs };
        _eras.Add(era);
    }

    /// <summary>Index of the version in force at a moment; −1 before the first.</summary>
    public int IndexAt(long us)
    {
        var index = _eras.Count - 1;
        while (index >= 0 && _eras[index].InForce.StartUs > us)
            index--;
        return index;
    }

    public PlanEra? At(long us) => IndexAt(us) is >= 0 and var index ? _eras[index] : null;

    /// <summary>How a device is read after this fix.</summary>
    public KindSettings SettingsAfter(in Fix fix) =>
        At(fix.TimeUs)?.SettingsOf(fix.Kind) ?? KindSettings.DefaultFor(fix.Kind);

    /// <summary>
    /// Whether the time between two consecutive fixes is a pause: too long, or the first one ended the device's duty.
    /// </summary>
    public bool IsPause(in Fix from, in Fix to) =>
        from.IsOffDuty || to.TimeUs - from.TimeUs > TimeUs.Of(SettingsAfter(from).SilenceAfter);

    /// <summary>Whether a fix that nothing follows is so old that nobody knows where the device is.</summary>
    public bool IsQuiet(in Fix last, long nowUs) => nowUs - last.TimeUs > TimeUs.Of(SettingsAfter(last).SilenceAfter);

    /// <summary>Whether a leg leads from one used fix to the next.</summary>
    public bool IsLeg(in Fix from, in UsedFix to) => !to.IsConfirmed && !IsPause(from, to.Fix);
}
