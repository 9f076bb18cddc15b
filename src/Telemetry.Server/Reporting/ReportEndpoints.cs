using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Reporting;

/// <summary>Where shift reports are fetched.</summary>
internal static class ReportEndpoints
{
    public const string Path = "/v1/exercises/{exercise}/report";

    public static void MapReports(this WebApplication app) =>
        app.MapGet(Path, (HttpContext context, ReportDesk desk, string exercise) =>
            desk.AnswerAsync(context, exercise));
}

/// <summary>Makes reports, so many at a time.</summary>
internal sealed class ReportDesk(
    ExerciseRegistry exercises, ILedger ledger, HttpFaults faults, TimeProvider time)
{
    private int _underWay;

    public Task AnswerAsync(HttpContext context, string exerciseId) =>
        faults.RunAsync(context, () => WriteAsync(context, exerciseId));

    private async Task WriteAsync(HttpContext context, string exerciseId)
    {
        var exercise = exercises.Get(ResourceNames.Exercise(exerciseId), "exercise");
        var question = ReportQuestion.Of(exercise, context.Request);
        if (Interlocked.Increment(ref _underWay) > ReportLimits.AtOnce)
        {
            Interlocked.Decrement(ref _underWay);
            throw Fault.TooMuch(
                FaultReasons.TooManyReports, $"{ReportLimits.AtOnce} reports are being made; try again later");
        }

        try
        {
            var facts = await new ReportReader(question, ledger, time).ReadAsync(context.RequestAborted);
            var page = ReportPage.Make(question, facts, TimeUs.From(time.GetUtcNow()));
            var response = context.Response;
            response.ContentType = "text/html; charset=utf-8";
            response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
            response.Headers.CacheControl = "no-store";
            await response.WriteAsync(page, context.RequestAborted);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
