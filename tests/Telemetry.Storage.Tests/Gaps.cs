using System.Collections.Immutable;
using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Tests;

/// <summary>Made-up gap revisions.</summary>
internal static class Gaps
{
    public static GapRevision Open(string id, long openUs, string subject = "zone-1", GapKind kind = GapKind.Overdue) =>
        new(
            new Gap(id, kind, subject, "night", 3, openUs - 600, openUs, Close: null, UnverifiedBy: []),
            Revision: 1,
            IsRetracted: false,
            RevisionCause.Clock,
            WatermarkUs: openUs + 5);

    public static GapRevision Closed(this GapRevision last, long closeUs, CloseReason reason = CloseReason.Visited) =>
        last with
        {
            Gap = last.Gap with { Close = new GapClose(closeUs, reason) },
            Revision = last.Revision + 1,
            WatermarkUs = closeUs + 5,
        };

    public static GapRevision Retracted(this GapRevision last) =>
        last with { Revision = last.Revision + 1, IsRetracted = true, Cause = RevisionCause.LateReports };

    public static GapRevision UnverifiedBy(this GapRevision last, params ImmutableArray<string> devices) =>
        last with { Gap = last.Gap with { UnverifiedBy = devices }, Revision = last.Revision + 1 };
}
