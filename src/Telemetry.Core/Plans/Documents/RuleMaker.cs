using System.Collections.Immutable;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Makes the rules of one place from its settings, and lists those that nobody could ever meet.</summary>
internal sealed class RuleMaker(PlanFeature place, RuleSettings settings)
{
    private readonly VisitDemand _visit = new(
        Seconds(settings[PlanVocabulary.MinDwellS]), Seconds(settings[PlanVocabulary.MergeGapS]));

    /// <summary>Zero is no rule.</summary>
    public ImmutableArray<PlaceRule> Make()
    {
        PlaceRule?[] made = [Overdue(), Dose(), Cover(), Strength(), Slot()];
        if (made.Any(rule => rule is DoseRule or SlotRule))
            CheckWindows();
        return [.. made.OfType<PlaceRule>()];
    }

    private OverdueRule? Overdue()
    {
        var maxInterval = Minutes(settings[PlanVocabulary.MaxIntervalMin]);
        if (maxInterval == TimeSpan.Zero)
            return null;
        if (maxInterval <= _visit.MinDwell || maxInterval <= _visit.MergeGap)
        {
            Contradiction(
                PlanVocabulary.MaxIntervalMin,
                $"{Show(maxInterval)} must be longer than the dwell of {_visit.MinDwell.TotalSeconds:0.###} s and the"
                + $" merge gap of {_visit.MergeGap.TotalSeconds:0.###} s");
        }

        return new(RuleIds.Overdue, maxInterval, _visit, settings.Eligible, settings.Duty);
    }

    private DoseRule? Dose()
    {
        var visits = (int)settings[PlanVocabulary.MinVisits];
        var patrol = Minutes(settings[PlanVocabulary.MinPatrolMin]);
        var officer = Minutes(settings[PlanVocabulary.MinOfficerMin]);
        if (visits == 0 && patrol == TimeSpan.Zero && officer == TimeSpan.Zero)
            return null;
        if (LongestWindow is { } longest)
        {
            var visited = (visits * _visit.MinDwell) + (Math.Max(0, visits - 1) * _visit.MergeGap);
            if (visited > longest)
            {
                Contradiction(
                    PlanVocabulary.MinVisits,
                    $"{visits} visits take {Show(visited)}, and no duty window is longer than {Show(longest)}");
            }

            if (patrol > longest)
            {
                Contradiction(
                    PlanVocabulary.MinPatrolMin, $"no duty window is longer than {Show(longest)}");
            }
        }

        return new(RuleIds.Dose, visits, patrol, officer, _visit, settings.Eligible, settings.Duty);
    }

    private CoverRule? Cover()
    {
        var fraction = settings[PlanVocabulary.CoverFraction];
        if (fraction == 0)
            return null;
        var interval = Minutes(settings[PlanVocabulary.CoverIntervalMin]);
        if (interval == TimeSpan.Zero)
            interval = Minutes(settings[PlanVocabulary.MaxIntervalMin]);
        if (interval == TimeSpan.Zero)
        {
            const string Reason = "a `cover_fraction` must have a time in which it is seen, or a `max_interval_min`";
            place.Fault(PlanVocabulary.CoverIntervalMin.Name, PlanFaultCode.MissingProperty, Reason);
        }

        return new(
            RuleIds.Cover, fraction, interval, settings[PlanVocabulary.CellM], settings.Eligible, settings.Duty);
    }

    private StrengthRule? Strength()
    {
        var devices = (int)settings[PlanVocabulary.MinStrength];
        return devices == 0 ? null : new(
            RuleIds.Strength, devices, Seconds(settings[PlanVocabulary.StrengthGraceS]),
            settings.Eligible, settings.Duty);
    }

    private SlotRule? Slot()
    {
        var every = Minutes(settings[PlanVocabulary.SlotEveryMin]);
        if (every == TimeSpan.Zero)
            return null;
        var length = Minutes(settings[PlanVocabulary.SlotLengthMin]);
        if (length == TimeSpan.Zero)
            length = every;
        if (length > every)
        {
            var reason = $"a slot of {Show(length)} must not be longer than one every {Show(every)}";
            Contradiction(PlanVocabulary.SlotLengthMin, reason);
        }
        else if (_visit.MinDwell > length)
        {
            var dwell = Show(_visit.MinDwell);
            Contradiction(
                PlanVocabulary.SlotLengthMin, $"no visit of {dwell} can be within a slot of {Show(length)}");
        }
        else if (length > LongestWindow)
        {
            Contradiction(
                PlanVocabulary.SlotLengthMin, $"no duty window is as long as a slot of {Show(length)}");
        }

        return new(RuleIds.Slot, every, length, _visit, settings.Eligible, settings.Duty);
    }

    /// <summary>Null for duty without windows, and for duty that could not be read.</summary>
    private TimeSpan? LongestWindow =>
        settings.Duty.IsAlways ? null : settings.Duty.Windows.Max(window => window.Length);

    private void CheckWindows()
    {
        // Duty that could not be read has had its fault.
        if (!settings.Duty.IsAlways || ReferenceEquals(settings.Duty, DutyReader.Unreadable))
            return;
        const string Reason = "doses and slots are judged by duty windows, and here duty is always";
        place.Fault(PlanVocabulary.Duty.Name, PlanFaultCode.NoDutyWindows, Reason);
    }

    private void Contradiction(Property property, string reason) =>
        place.Fault(property.Name, PlanFaultCode.ContradictoryRule, reason);

    private static TimeSpan Minutes(double minutes) => TimeSpan.FromMinutes(minutes);

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static string Show(TimeSpan time) => $"{time.TotalMinutes:0.###} min";
}
