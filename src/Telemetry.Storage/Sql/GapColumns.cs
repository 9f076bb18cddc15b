using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Sql;

/// <summary>A gap revision as a row of <c>gap_revision</c>, there and back.</summary>
internal static class GapColumns
{
    /// <summary>In the order that <see cref="Read"/> expects; the table is called g.</summary>
    public const string List =
        "g.sequence, g.recorded_us, g.gap_id, g.revision, g.is_retracted, g.cause, g.watermark_us, g.kind, "
        + "g.subject_id, g.rule_id, g.plan_version, g.idle_from_us, g.open_us, g.close_us, g.close_reason, "
        + "g.unverified_by";

    public const string Insert =
        """
        INSERT INTO gap_revision (
            exercise, recorded_us, sequence, gap_id, revision, is_retracted, cause, watermark_us, kind,
            subject_id, rule_id, plan_version, idle_from_us, open_us, close_us, close_reason, unverified_by)
        SELECT $1, $2, unnest($3::BIGINT[]), unnest($4::TEXT[]), unnest($5::INTEGER[]), unnest($6::BOOLEAN[]),
            unnest($7::SMALLINT[]), unnest($8::BIGINT[]), unnest($9::SMALLINT[]), unnest($10::TEXT[]),
            unnest($11::TEXT[]), unnest($12::INTEGER[]), unnest($13::BIGINT[]), unnest($14::BIGINT[]),
            unnest($15::BIGINT[]), unnest($16::SMALLINT[]), unnest($17::TEXT[])
        """;

    public static GapRow Read(string exerciseId, DbDataReader row)
    {
        GapClose? close = row.GetNullableInt64(13) is { } closeUs
            ? new GapClose(closeUs, (CloseReason)row.GetInt16(14))
            : null;
        var gap = new Gap(
            Id: row.GetString(2),
            Kind: (GapKind)row.GetInt16(7),
            SubjectId: row.GetString(8),
            RuleId: row.GetString(9),
            PlanVersion: row.GetInt32(10),
            IdleFromUs: row.GetInt64(11),
            OpenUs: row.GetInt64(12),
            Close: close,
            UnverifiedBy: Decode(row.GetString(15)));
        var revision = new GapRevision(
            gap, row.GetInt32(3), row.GetBoolean(4), (RevisionCause)row.GetInt16(5), row.GetInt64(6));
        return new GapRow(row.GetInt64(0), exerciseId, row.GetInt64(1), revision, Acknowledgement: null);
    }

    /// <summary>A JSON array, empty text for none.</summary>
    public static string Encode(ImmutableArray<string> devices) =>
        devices.IsDefaultOrEmpty ? "" : JsonSerializer.Serialize(devices);

    private static ImmutableArray<string> Decode(string text) =>
        text.Length == 0 ? [] : JsonSerializer.Deserialize<ImmutableArray<string>>(text);
}
