using System.Collections.Immutable;
using Telemetry.Core.Tracks;

namespace Telemetry.Core.Plans.Documents;

/// <summary>Reads the <c>device</c> and <c>kind</c> features.</summary>
internal static class RosterReader
{
    public static ImmutableDictionary<string, RosterEntry> ReadRoster(
        IEnumerable<PlanFeature> devices, RuleReader rules, DutySchedule planDuty)
    {
        var roster = ImmutableDictionary.CreateBuilder<string, RosterEntry>();
        foreach (var device in devices)
        {
            var kind = KindWords.ReadKind(device);
            var unit = device.ReadText(PlanVocabulary.Unit, Limits.IdLength) ?? "";
            var callSign = device.ReadText(PlanVocabulary.CallSign, Limits.IdLength);
            var name = device.ReadText(PlanVocabulary.Name);
            var duty = rules.ReadDuty(device) ?? planDuty;
            if (kind is not null && device.Id is { } id)
                roster[id] = new(id, kind.Value, unit, callSign ?? name ?? id, duty);
        }

        return roster.ToImmutable();
    }

    public static ImmutableDictionary<DeviceKind, KindSettings> ReadKinds(IEnumerable<PlanFeature> features)
    {
        var kinds = ImmutableDictionary.CreateBuilder<DeviceKind, KindSettings>();
        foreach (var feature in features)
        {
            var silenceAfterS = feature.ReadNumber(PlanVocabulary.SilenceAfterS);
            var topSpeedMps = feature.ReadNumber(PlanVocabulary.TopSpeedMps);
            var accuracyLimitM = feature.ReadNumber(PlanVocabulary.AccuracyLimitM);
            var reachM = feature.ReadNumber(PlanVocabulary.ReachM);
            var lowBatteryPercent = feature.ReadNumber(PlanVocabulary.LowBatteryPercent);
            var degradedGraceS = feature.ReadNumber(PlanVocabulary.DegradedGraceS);
            if (KindWords.ReadKind(feature) is not { } kind)
                continue;
            if (kinds.ContainsKey(kind))
            {
                var reason = "another feature sets this kind already";
                feature.Fault(PlanVocabulary.Kind.Name, PlanFaultCode.DuplicateFeature, reason);
            }

            var usual = KindSettings.DefaultFor(kind);
            kinds[kind] = new(
                silenceAfterS is { } seconds ? TimeSpan.FromSeconds(seconds) : usual.SilenceAfter,
                topSpeedMps ?? usual.TopSpeedMps,
                accuracyLimitM ?? usual.AccuracyLimitM)
            {
                ReachM = reachM ?? usual.ReachM,
                LowBatteryPercent = lowBatteryPercent ?? usual.LowBatteryPercent,
                DegradedGrace = degradedGraceS is { } grace ? TimeSpan.FromSeconds(grace) : usual.DegradedGrace,
            };
        }

        return kinds.ToImmutable();
    }
}
