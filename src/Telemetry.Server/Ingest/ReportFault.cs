using Telemetry.Core;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>Why one report is not stored, for programs and for people.</summary>
internal sealed record ReportFault(V1.RejectReason Reason, string Detail)
{
    public static readonly ReportFault NullIsland =
        new(V1.RejectReason.NullIsland, "latitude_deg and longitude_deg are both 0: a receiver without a fix says so");

    public static readonly ReportFault StoreRefused =
        new(V1.RejectReason.StoreRefused, "the store will never take this report");

    public static ReportFault Position(string field, double value, double min, double max) =>
        new(V1.RejectReason.PositionOutOfRange, $"{field} is {value}, not within {min} to {max}");

    public static ReportFault Field(string field, float value, float min, float max) =>
        new(V1.RejectReason.FieldOutOfRange, $"{field} is {value}, not within {min} to {max}");

    public static ReportFault Future(ulong fixTimeUs, long clockUs) =>
        new(
            V1.RejectReason.FromTheFuture,
            $"fix_time_unix_us is {fixTimeUs}, over {Limits.Future.TotalMinutes} minutes ahead of the clock {clockUs}");

    public static ReportFault TooOld(ulong fixTimeUs, long clockUs) =>
        new(
            V1.RejectReason.TooOld,
            $"fix_time_unix_us is {fixTimeUs}, over {Limits.Retention.TotalDays} days behind the clock {clockUs}");

    public static ReportFault Status(int value) =>
        new(V1.RejectReason.UnknownStatus, $"status is {value}, which this server does not know");
}
