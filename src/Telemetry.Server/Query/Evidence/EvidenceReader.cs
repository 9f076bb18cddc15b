using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Gaps.Evidence;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Visits;
using Telemetry.Server.Contract;
using Telemetry.Storage;
using DeviceKind = Telemetry.Core.Tracks.DeviceKind;
using Exercise = Telemetry.Server.Exercises.Exercise;
using Gap = Telemetry.Core.Gaps.Gap;
using GapKind = Telemetry.Core.Gaps.GapKind;

namespace Telemetry.Server.Query.Evidence;

/// <summary>
/// Gathers what a gap rests on from the ledger and the stored reports, as known now or at a time: nothing of it depends
/// on what the engine still remembers.
/// </summary>
/// <param name="history">All revisions of the gap, at least one.</param>
internal sealed class EvidenceReader(
    Exercise exercise, ILedger ledger, IReportStore reports, PresenceKnowledge known, IReadOnlyList<GapRow> history,
    long? asOfUs)
{
    /// <summary>Attendances that are told, those nearest to the gap, and presences whose fixes are shown.</summary>
    public const int Attendances = 200;
    public const int PresencesWithFixes = 60;

    /// <summary>How far before the idleness and after the close to look: what the rule allows, within these.</summary>
    public static readonly TimeSpan LookLeast = TimeSpan.FromMinutes(10);
    public static readonly TimeSpan LookMost = TimeSpan.FromHours(24);

    // What is known of the gap may be newer than the presences.
    private readonly long _watermarkUs = Math.Max(known.WatermarkUs, history.Max(row => row.Revision.WatermarkUs));

    private readonly TrackStretches _stretches = new(reports, exercise.Id, asOfUs);

    private Dictionary<string, DeviceKind> _kinds = [];

    public async Task<GetGapEvidenceResponse> ReadAsync(CancellationToken cancellationToken)
    {
        var gap = history[^1].Revision.Gap;
        var ground = await GapGround.FindAsync(exercise, ledger, gap, cancellationToken);
        _kinds = (await ledger.ReadDevicesAsync(exercise.Id, cancellationToken))
            .ToDictionary(device => device.Identity.Id, device => device.Identity.Kind);
        var around = AroundOf(gap);
        var presences = await PresencesAsync(gap, ground, around, cancellationToken);
        var seen = ground.Rule is { } rule ? SeenAttendance.Judge(rule, presences) : [];
        var told = seen.OrderBy(attendance => AwayUs(attendance, gap)).Take(Attendances)
            .OrderBy(attendance => attendance.StartUs).ToList();

        var message = new GetGapEvidenceResponse
        {
            Gap = exercise.ToMessage(history[^1]),
            PlanVersion = ground.Plan.Version,
            RuleText = RuleTextOf(gap, ground),
            Interval = Times.ToInterval(around),
            AttendancesTruncated = told.Count < seen.Count,
            PlaceGeojson = ground.Place is { } place ? EvidenceGeoJson.Of(place) : "",
        };
        message.Attendances.AddRange(told.Select(EvidenceMessages.ToMessage));
        await AddFixesAsync(message, told, gap, ground, cancellationToken);
        var stays = await AddSilencesAsync(message, gap, ground, cancellationToken);
        if (gap.Kind.IsOfDevice())
            await AddDeviceFixesAsync(message, gap, ground, cancellationToken);
        message.FindingText = FindingWords.Of(gap, ground.Rule, stays, seen);
        for (var i = 0; i < history.Count; i++)
        {
            var before = i > 0 ? history[i - 1] : null;
            var causes = await LateCauses.FindAsync(ledger, history[i], before, around, presences, cancellationToken);
            var revision = new GapRevisionEvidence { Gap = exercise.ToMessage(history[i]) };
            revision.LateReports.AddRange(causes.Select(EvidenceMessages.ToMessage));
            message.Revisions.Add(revision);
        }

        return message;
    }

    private TimeRange AroundOf(Gap gap)
    {
        var allowedUs = Math.Clamp(gap.OpenUs - gap.IdleFromUs, TimeUs.Of(LookLeast), TimeUs.Of(LookMost));
        var endUs = gap.Close?.TimeUs ?? _watermarkUs;
        return new TimeRange(
            gap.IdleFromUs - allowedUs, Math.Max(gap.OpenUs, Math.Min(endUs + allowedUs, _watermarkUs)));
    }

    private async Task<List<Presence>> PresencesAsync(
        Gap gap, GapGround ground, TimeRange around, CancellationToken cancellationToken)
    {
        if (ground.Place is not { } place)
            return [];
        var presences = await known.ReadAtAsync(ledger, exercise.Id, place.Id, around, cancellationToken);
        if (gap.Kind == GapKind.Breach)
            presences.RemoveAll(presence => presence.DeviceId != gap.SubjectId);
        return presences;
    }

    private static long AwayUs(SeenAttendance attendance, Gap gap)
    {
        var endUs = gap.Close?.TimeUs ?? long.MaxValue;
        return Math.Max(0, Math.Max(gap.IdleFromUs - attendance.EndUs, attendance.StartUs - endUs));
    }

    private string RuleTextOf(Gap gap, GapGround ground)
    {
        if (ground is { Rule: { } rule, Place: { } place })
            return RuleWords.Of(rule, place.Name);
        var roster = ground.RosterOf(gap.SubjectId);
        var settings = ground.SettingsOf(KindOf(gap.SubjectId, ground));
        return RuleWords.Of(gap.Kind, settings, roster?.Duty ?? DutySchedule.Always);
    }

    private DeviceKind KindOf(string deviceId, GapGround ground) =>
        ground.RosterOf(deviceId)?.Kind ?? _kinds.GetValueOrDefault(deviceId);

    private async Task AddFixesAsync(
        GetGapEvidenceResponse message, List<SeenAttendance> told, Gap gap, GapGround ground,
        CancellationToken cancellationToken)
    {
        var nearest = told.Zip(message.Attendances).OrderBy(pair => AwayUs(pair.First, gap))
            .SelectMany(pair => pair.First.Presences.Zip(pair.Second.Presences)).Take(PresencesWithFixes);
        foreach (var (presence, evidence) in nearest)
        {
            var settings = ground.SettingsOf(presence.Kind);
            var pauseUs = TimeUs.Of(settings.SilenceAfter);
            var entering = await _stretches.ReadAsync(
                presence.DeviceId, presence.Kind, settings, presence.EarliestUs, presence.StartUs + pauseUs,
                cancellationToken);
            evidence.EnterFixes.AddRange(
                entering.Around(presence.StartUs).Select(report => EvidenceMessages.ToMessage(report)));
            var leaving = await _stretches.ReadAsync(
                presence.DeviceId, presence.Kind, settings, presence.EndUs - pauseUs, presence.LatestUs,
                cancellationToken);
            evidence.LeaveFixes.AddRange(
                leaving.Around(presence.EndUs).Select(report => EvidenceMessages.ToMessage(report)));
        }
    }

    private async Task<List<(string DeviceId, PossibleStay Stay)>> AddSilencesAsync(
        GetGapEvidenceResponse message, Gap gap, GapGround ground, CancellationToken cancellationToken)
    {
        var all = new List<(string DeviceId, PossibleStay Stay)>();
        // A breach is not left unverified by a silence, but by what lies between two fixes.
        if (ground is not { Place: { } place, Rule: { } rule } || gap.UnverifiedBy.IsEmpty || gap.Kind.IsOfDevice())
            return all;
        var distance = new PlaceDistance(place.Shape);
        var span = UnseenSpanOf(gap, rule);
        foreach (var deviceId in gap.UnverifiedBy)
        {
            var kind = KindOf(deviceId, ground);
            var stretch = await _stretches.ReadAroundAsync(
                deviceId, kind, ground.SettingsOf(kind), span, _watermarkUs, cancellationToken);
            var stays = PossibleStay.Of(
                stretch.Track, distance, ground.RosterOf(deviceId)?.Duty, span, _watermarkUs);
            all.AddRange(stays.Select(stay => (deviceId, stay)));
            message.Silences.AddRange(
                stays.Select(stay => EvidenceMessages.ToMessage(deviceId, stay, stretch, span.EndUs)));
        }

        return all;
    }

    /// <summary>A stay that began a dwell before the idleness may have become a visit in it.</summary>
    private TimeRange UnseenSpanOf(Gap gap, PlaceRule rule)
    {
        var visit = (rule as VisitRule)?.Visit ?? default;
        var endUs = gap.Kind is GapKind.Underdosed or GapKind.MissedSlot
            ? gap.OpenUs
            : Math.Min(gap.Close?.TimeUs ?? _watermarkUs, _watermarkUs);
        return new TimeRange(gap.IdleFromUs - TimeUs.Of(visit.MinDwell) - TimeUs.Of(visit.MergeGap), endUs);
    }

    private async Task AddDeviceFixesAsync(
        GetGapEvidenceResponse message, Gap gap, GapGround ground, CancellationToken cancellationToken)
    {
        var kind = KindOf(gap.SubjectId, ground);
        var endUs = Math.Max(gap.OpenUs, Math.Min(gap.Close?.TimeUs ?? _watermarkUs, _watermarkUs));
        var stretch = await _stretches.ReadAroundAsync(
            gap.SubjectId, kind, ground.SettingsOf(kind), new TimeRange(gap.IdleFromUs, endUs), _watermarkUs,
            cancellationToken);
        var fixes = new[]
        {
            stretch.Track.LastUntil(gap.IdleFromUs),
            stretch.Track.FirstFrom(gap.IdleFromUs + 1),
            gap.Close is null ? null : stretch.Track.FirstFrom(endUs),
        };
        message.DeviceFixes.AddRange(fixes.OfType<Core.Tracks.Fix>().DistinctBy(fix => fix.TimeUs)
            .Select(fix => EvidenceMessages.ToMessage(stretch.ReportOf(fix))));
    }
}
