using Telemetry.Core.Gaps;

namespace Telemetry.Storage.InfluxDb.Lines;

/// <summary>
/// A gap revision as a line, for charts: tags kind and subject (the id of a place or device, <c>area:</c> and the id of
/// an area); times in milliseconds, which is what Grafana takes for dates.
/// </summary>
internal static class GapLine
{
    private const int NamesBytes = 512;
    private const int UsPerMs = 1_000;

    /// <summary>Sequences told apart within one microsecond of event time.</summary>
    private const long SequencesPerUs = 1_000;

    /// <summary>False when line protocol cannot carry its names or time.</summary>
    public static bool TryAdd(LineBuffer lines, GapRow row)
    {
        var (gap, revision) = (row.Revision.Gap, row.Revision);
        if (gap.SubjectId.Length == 0 || !LineText.CanBeTag(gap.SubjectId) || !LineText.CanBeTag(row.ExerciseId)
            || !InfluxTime.CanHold(revision.WatermarkUs + 1))
            return false;
        var unverifiedBy = gap.UnverifiedBy.IsDefaultOrEmpty ? "" : string.Join(',', gap.UnverifiedBy);
        var measurement = Measurement.OfGaps(row.ExerciseId);
        var texts = measurement.Length + gap.SubjectId.Length + gap.Id.Length + gap.RuleId.Length + unverifiedBy.Length;
        var line = new LineWriter(lines.Reserve(
            NamesBytes + (12 * LineWriter.NumberBytes) + (LineText.BytesPerChar * texts)));
        line.Tag(default, measurement);
        line.Tag(",kind="u8, Word.Of(gap.Kind));
        line.Tag(",subject="u8, LineText.Kept(gap.SubjectId));
        line.Field("id"u8, gap.Id);
        line.Field("rule"u8, gap.RuleId);
        line.Field("plan_version"u8, (long)gap.PlanVersion);
        line.Field("sequence"u8, row.Sequence);
        line.Field("revision"u8, (long)revision.Revision);
        line.Field("state"u8, Word.Of(revision.State));
        line.Field("cause"u8, Word.Of(revision.Cause));
        line.Field("certainty"u8, Word.Of(gap.Certainty));
        if (unverifiedBy.Length > 0)
            line.Field("unverified_by"u8, unverifiedBy);
        line.Field("idle_from_ms"u8, gap.IdleFromUs / UsPerMs);
        line.Field("open_ms"u8, gap.OpenUs / UsPerMs);
        if (gap.Close is { } close)
        {
            line.Field("close_ms"u8, close.TimeUs / UsPerMs);
            line.Field("close_reason"u8, Word.Of(close.Reason));
            line.Field("duration_s"u8, (close.TimeUs - gap.OpenUs) / 1e6);
        }

        line.End(TimeNs(row));
        lines.Advance(line.Length);
        return true;
    }

    /// <summary>
    /// The event time at which the revision became known. Two rules of one place may be revised in the same instant, so
    /// the sequence makes the nanoseconds; sending a revision again still gives the same point.
    /// </summary>
    private static long TimeNs(GapRow row) =>
        InfluxTime.ToNs(row.Revision.WatermarkUs) + (row.Sequence % SequencesPerUs);
}
