using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Visits;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>
/// Which presences are known: those of the ledger recorded before a time, changed by what the engine knows beyond them.
/// </summary>
internal sealed record PresenceKnowledge(
    long RecordedBeforeUs,
    long WatermarkUs,
    IReadOnlyList<Presence> Removed,
    IReadOnlyList<Presence> Added,
    IReadOnlyDictionary<(GapKind Kind, string SubjectId), long> RulesInForce)
{
    public static async Task<PresenceKnowledge> ReadAsync(
        Exercise exercise, ILedger ledger, long? asOfUs, long nowUs, CancellationToken cancellationToken)
    {
        var view = await exercise.LookAsync(cancellationToken);
        if (asOfUs is not { } thenUs)
        {
            var watermarkUs = Math.Max(view.WatermarkUs, exercise.Record.StartUs);
            return new(view.CutUs + 1, watermarkUs, view.Removed, view.Added, view.RulesInForce);
        }

        if (thenUs < nowUs - TimeUs.Of(Limits.PresenceHistory))
            throw Fault.OutOfRange(
                FaultReasons.AsOfTooOld, $"as_of_time: is more than {Limits.PresenceHistory.TotalDays} days ago");
        var cut = await ledger.ReadCutAsync(exercise.Id, thenUs, cancellationToken);
        return new(thenUs, cut?.WatermarkUs ?? exercise.Record.StartUs, [], [], view.RulesInForce);
    }

    /// <summary>Presences at one place that meet a range, by start.</summary>
    public async Task<List<Presence>> ReadAtAsync(
        ILedger ledger, string exerciseId, string placeId, TimeRange range, CancellationToken cancellationToken)
    {
        var query = new PresenceQuery(exerciseId, range, [placeId], RecordedBeforeUs);
        var presences = await ledger.ReadPresencesAsync(query, cancellationToken).ToListAsync(cancellationToken);
        foreach (var gone in Removed)
            presences.Remove(gone);
        presences.AddRange(Added.Where(presence =>
            presence.PlaceId == placeId && presence.StartUs < range.EndUs && presence.EndUs >= range.StartUs));
        return [.. presences.OrderBy(presence => presence.StartUs)];
    }

    /// <summary>Since when the rules that coverage looks at are in force at a place as they are now.</summary>
    public RulesSince RulesSinceAt(string placeId) => new(
        RulesInForce.GetValueOrDefault((GapKind.Overdue, placeId), long.MinValue),
        RulesInForce.GetValueOrDefault((GapKind.Underdosed, placeId), long.MinValue));
}
