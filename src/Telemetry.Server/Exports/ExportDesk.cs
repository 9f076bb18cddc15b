using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Query;
using Telemetry.Storage;

namespace Telemetry.Server.Exports;

/// <summary>Opens what is asked for and streams it, so many at a time.</summary>
internal sealed class ExportDesk(
    ExerciseRegistry exercises, ILedger ledger, IReportStore reports, HttpFaults faults, TimeProvider time)
{
    private static readonly string[] Subjects = ["tracks", "visits", "gaps", "coverage"];

    private int _underWay;

    public Task AnswerAsync(HttpContext context, string exerciseId, string file) =>
        faults.RunAsync(context, () => WriteAsync(context, exerciseId, file));

    private async Task WriteAsync(HttpContext context, string exerciseId, string file)
    {
        var (subject, format) = FileOf(file);
        var exercise = exercises.Get(ResourceNames.Exercise(exerciseId), "exercise");
        var question = ExportQuestion.Of(exercise, context.Request.Query);
        if (Interlocked.Increment(ref _underWay) > ExportLimits.AtOnce)
        {
            Interlocked.Decrement(ref _underWay);
            throw Fault.TooMuch(
                FaultReasons.TooManyExports, $"{ExportLimits.AtOnce} exports are being written; try again later");
        }

        try
        {
            var call = context.RequestAborted;
            var sheet = await OpenAsync(subject, question, call);
            var response = context.Response;
            response.ContentType = format.ContentType;
            response.Headers.ContentDisposition =
                $"attachment; filename=\"{exercise.Id}-{subject}.{format.Extension}\"";
            response.Headers.CacheControl = "no-store";
            var body = new ExportBody(response.Body);
            await format.WriteAsync(sheet, body, call);
            await body.SendAsync(call);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private async Task<ExportSheet> OpenAsync(
        string subject, ExportQuestion question, CancellationToken cancellationToken)
    {
        var nowUs = TimeUs.From(time.GetUtcNow());
        var sheet = subject switch
        {
            "tracks" => await TracksExport.OpenAsync(question, ledger, reports, cancellationToken),
            "visits" => await VisitsExport.OpenAsync(question, ledger, nowUs, cancellationToken),
            "gaps" => GapsExport.Open(question, ledger, cancellationToken),
            _ => await CoverageExport.OpenAsync(question, new CoverageReader(ledger, time), cancellationToken),
        };
        return sheet with { Title = $"{question.Exercise.Id} {subject}" };
    }

    private static (string Subject, ExportFormat Format) FileOf(string file)
    {
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        var subject = Subjects.FirstOrDefault(one => dot > 0 && one == file[..dot]);
        var format = ExportFormat.All.FirstOrDefault(one => dot > 0 && one.Extension == file[(dot + 1)..]);
        if (subject is null || format is null)
        {
            var formats = string.Join("|", ExportFormat.All.Select(one => one.Extension));
            throw Fault.Invalid(
                FaultReasons.ExportUnknown, "file",
                $"is not {string.Join("|", Subjects)} with .{formats}: \"{ResourceNames.Shown(file)}\"");
        }

        if (subject == "coverage" && format.Extension == "gpx")
            throw Fault.Invalid(
                FaultReasons.ExportUnsuited, "file",
                "coverage is figures of places, which GPX cannot hold; use csv, geojson, kml or parquet");
        return (subject, format);
    }
}
