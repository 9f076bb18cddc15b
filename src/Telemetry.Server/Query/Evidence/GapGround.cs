using System.Text;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Core.Plans.Documents;
using Telemetry.Core.Tracks;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query.Evidence;

/// <summary>The plan that was in force when a gap opened, and what of it the gap is about.</summary>
/// <param name="Place">Null for a gap of a device that is no breach.</param>
internal sealed record GapGround(PlanVersion Plan, Place? Place, PlaceRule? Rule)
{
    public static async Task<GapGround> FindAsync(
        Exercise exercise, ILedger ledger, Gap gap, CancellationToken cancellationToken)
    {
        var plan = await PlanAtAsync(exercise, ledger, gap.OpenUs, cancellationToken);
        var groundId = gap.Kind == GapKind.Breach ? Core.Plans.Place.FencePrefix + gap.RuleId : gap.SubjectId;
        var place = gap.Kind.IsOfDevice() && gap.Kind != GapKind.Breach
            ? null
            : plan.Plan.Grounds.FirstOrDefault(ground => ground.Id == groundId);
        return new GapGround(plan, place, place?.Rules.FirstOrDefault(rule => rule.Id == gap.RuleId));
    }

    public RosterEntry? RosterOf(string deviceId) => Plan.Plan.Roster.GetValueOrDefault(deviceId);

    public KindSettings SettingsOf(DeviceKind kind) => Plan.Plan.SettingsOf(kind);

    private static async Task<PlanVersion> PlanAtAsync(
        Exercise exercise, ILedger ledger, long us, CancellationToken cancellationToken)
    {
        var current = exercise.Plan;
        if (current.EffectiveFromUs <= us)
            return current;
        PlanRecord? found = null;
        foreach (var record in await ledger.ReadPlansAsync(exercise.Id, cancellationToken))
        {
            if (record.EffectiveFromUs <= us)
                found = record;
        }

        if (found is null)
            return new PlanVersion(0, long.MinValue, Core.Plans.Plan.Empty);
        var plan = PlanDocument.Parse(Encoding.UTF8.GetBytes(found.Document)).Plan
            ?? throw new StoreException(
                $"Plan {found.Version} of exercise {exercise.Id} is in the ledger but has faults");
        return new PlanVersion(found.Version, found.EffectiveFromUs, plan);
    }
}
