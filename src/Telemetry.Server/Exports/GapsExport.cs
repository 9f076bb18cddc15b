using System.Runtime.CompilerServices;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Server.Contract;
using Telemetry.Server.Query;
using Telemetry.Storage;

namespace Telemetry.Server.Exports;

/// <summary>Gaps that were open at some time in the range, the latest first; retracted ones are none.</summary>
internal static class GapsExport
{
    private static readonly ExportColumn[] Columns =
    [
        new("gap", ExportType.Text), new("kind", ExportType.Text), new("subject", ExportType.Text),
        new("name", ExportType.Text), new("area", ExportType.Text), new("rule", ExportType.Text),
        new("plan_version", ExportType.Whole), new("priority", ExportType.Double), new("state", ExportType.Text),
        new("certainty", ExportType.Text), new("unverified_by", ExportType.Text),
        new("idle_start_time", ExportType.Time), new("open_time", ExportType.Time),
        new("close_time", ExportType.Time), new("close_reason", ExportType.Text), new("duration_s", ExportType.Double),
        new("revision", ExportType.Whole), new("record_time", ExportType.Time), new("final", ExportType.Flag),
        new("acknowledged_by", ExportType.Text), new("acknowledged_time", ExportType.Time),
        new("note", ExportType.Text),
    ];

    public static ExportSheet Open(ExportQuestion question, ILedger ledger, CancellationToken cancellationToken)
    {
        var request = new ListGapsRequest { Area = question.AreaId ?? "" };
        request.Subjects.Add(question.Devices.Select(ResourceNames.Device));
        if (question.AsOfUs is { } asOfUs)
            request.AsOfTime = Times.ToTimestamp(asOfUs);
        var filter = new GapFilter(question.Exercise, request);
        return new ExportSheet("gaps", Columns, ReadAsync(question, filter, ledger, cancellationToken));
    }

    private static async IAsyncEnumerable<ExportRow> ReadAsync(
        ExportQuestion question, GapFilter filter, ILedger ledger,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in ListedGaps.ReadAsync(ledger, filter, question.Range, cancellationToken))
            yield return RowOf(question, row);
    }

    private static ExportRow RowOf(ExportQuestion question, GapRow row)
    {
        var exercise = question.Exercise;
        var message = exercise.ToMessage(row);
        var gap = row.Revision.Gap;
        var seen = row.Acknowledgement;
        var title = message.SubjectDisplayName.Length > 0 ? message.SubjectDisplayName : gap.SubjectId;
        var told = new ExportRow(
        [
            gap.Id, ExportWords.Of(gap.Kind), message.Subject, message.SubjectDisplayName, message.Area, gap.RuleId,
            gap.PlanVersion, message.Priority, ExportWords.Of(row.Revision.State), ExportWords.Of(gap.Certainty),
            string.Join(' ', gap.UnverifiedBy), gap.IdleFromUs, gap.OpenUs, gap.Close?.TimeUs,
            gap.Close is { } close ? ExportWords.Of(close.Reason) : null, SecondsOf(gap), row.Revision.Revision,
            row.RecordedUs, message.Final, seen?.By, seen?.RecordedUs, seen?.Note,
        ])
        {
            Title = $"{ExportWords.Of(gap.Kind)}: {title}",
            StartUs = gap.OpenUs,
            EndUs = gap.Close?.TimeUs,
        };
        return gap.Kind.IsOfDevice()
            ? told
            : told.On(PlanNames.Of(exercise.Plan.Plan).FindGround(gap.SubjectId)?.Shape);
    }

    private static double? SecondsOf(Core.Gaps.Gap gap) =>
        gap.EndUs == long.MaxValue ? null : TimeUs.ToSpan(gap.EndUs, gap.OpenUs).TotalSeconds;
}
