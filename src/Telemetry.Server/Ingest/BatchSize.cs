using Telemetry.Core;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Ingest;

/// <summary>A batch has at least one report and at most <see cref="Limits.BatchReports"/>.</summary>
internal static class BatchSize
{
    public static void Check(int reports, string field)
    {
        if (reports == 0)
            throw Fault.Invalid(FaultReasons.BatchEmpty, field, "has no reports");
        if (reports > Limits.BatchReports)
            throw Fault.Invalid(
                FaultReasons.BatchTooLarge, field, $"has {reports} reports, more than {Limits.BatchReports}");
    }
}
