using System.Runtime.CompilerServices;
using Telemetry.Core;
using Telemetry.Server.Query;
using Telemetry.Storage;

namespace Telemetry.Server.Exports;

/// <summary>Visits whose dwell was reached in the range, place by place, with who made them.</summary>
internal static class VisitsExport
{
    private static readonly ExportColumn[] Columns =
    [
        new("place", ExportType.Text), new("name", ExportType.Text), new("area", ExportType.Text),
        new("start_time", ExportType.Time), new("reached_time", ExportType.Time), new("end_time", ExportType.Time),
        new("duration_s", ExportType.Double), new("devices", ExportType.Text),
    ];

    public static async Task<ExportSheet> OpenAsync(
        ExportQuestion question, ILedger ledger, long nowUs, CancellationToken cancellationToken)
    {
        question.Refuse("device", "does not choose visits, which are of places; use area");
        var exercise = question.Exercise;
        var known = await PresenceKnowledge.ReadAsync(exercise, ledger, question.AsOfUs, nowUs, cancellationToken);
        var visits = new PlaceVisits(new PlacePresences(ledger, exercise.Id, known));
        return new ExportSheet("visits", Columns, ReadAsync(question, visits, cancellationToken));
    }

    private static async IAsyncEnumerable<ExportRow> ReadAsync(
        ExportQuestion question, PlaceVisits visits, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (place, visit) in visits.ReadAsync(question.Places, question.Range, cancellationToken))
        {
            var row = new ExportRow(
            [
                place.Id, place.Name, place.AreaId, visit.StartUs, visit.ReachedUs, visit.EndUs,
                TimeUs.ToSpan(visit.EndUs, visit.StartUs).TotalSeconds, string.Join(' ', visit.Devices),
            ])
            {
                Title = place.Name,
                StartUs = visit.StartUs,
                EndUs = visit.EndUs,
            };
            yield return row.On(place.Shape);
        }
    }
}
