namespace Telemetry.Storage.Sql;

/// <summary>
/// The ledger's tables, as numbered steps. A step is never edited after a release: a change is a further step.
/// </summary>
/// <remarks>
/// No keys or indexes: writes are serialised and check for themselves, tables are scanned by column, and DuckDB's key
/// indexes refuse to insert again what an older reader may still see as deleted. PostgreSQL will add its own.
/// </remarks>
internal static class LedgerSchema
{
    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE exercise (
            id TEXT NOT NULL, display_name TEXT NOT NULL, created_us BIGINT NOT NULL, start_us BIGINT NOT NULL,
            clock_us BIGINT NOT NULL, gap_sequence BIGINT NOT NULL, late_sequence BIGINT NOT NULL);
        CREATE TABLE plan (
            exercise TEXT NOT NULL, version INTEGER NOT NULL, effective_from_us BIGINT NOT NULL,
            recorded_us BIGINT NOT NULL, author TEXT NOT NULL, document TEXT NOT NULL);
        CREATE TABLE gap_revision (
            exercise TEXT NOT NULL, sequence BIGINT NOT NULL, recorded_us BIGINT NOT NULL,
            gap_id TEXT NOT NULL, revision INTEGER NOT NULL, is_retracted BOOLEAN NOT NULL,
            cause SMALLINT NOT NULL, watermark_us BIGINT NOT NULL, kind SMALLINT NOT NULL,
            subject_id TEXT NOT NULL, rule_id TEXT NOT NULL, plan_version INTEGER NOT NULL,
            idle_from_us BIGINT NOT NULL, open_us BIGINT NOT NULL, close_us BIGINT, close_reason SMALLINT,
            unverified_by TEXT NOT NULL);
        CREATE TABLE gap_acknowledgement (
            exercise TEXT NOT NULL, no BIGINT NOT NULL, gap_id TEXT NOT NULL, who TEXT NOT NULL,
            note TEXT NOT NULL, recorded_us BIGINT NOT NULL);
        CREATE TABLE late_span (
            exercise TEXT NOT NULL, sequence BIGINT NOT NULL, device_id TEXT NOT NULL,
            from_us BIGINT NOT NULL, to_us BIGINT NOT NULL);
        CREATE TABLE presence (
            exercise TEXT NOT NULL, place_id TEXT NOT NULL, device_id TEXT NOT NULL, kind SMALLINT NOT NULL,
            start_us BIGINT NOT NULL, end_us BIGINT NOT NULL);
        CREATE TABLE checkpoint (
            exercise TEXT NOT NULL, recover_from_us BIGINT NOT NULL, late_sequence BIGINT NOT NULL,
            state BYTEA NOT NULL);
        CREATE TABLE device (
            exercise TEXT NOT NULL, id TEXT NOT NULL, kind SMALLINT NOT NULL, unit TEXT NOT NULL,
            first_seen_us BIGINT NOT NULL);
        CREATE TABLE audit (
            exercise TEXT NOT NULL, recorded_us BIGINT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL);
        """,
        // Record history of presences, and numbers in place of ids, so that months of them are read in a moment.
        """
        CREATE TABLE cut (exercise TEXT NOT NULL, recorded_us BIGINT NOT NULL, watermark_us BIGINT NOT NULL);
        INSERT INTO cut SELECT exercise, 0, recover_from_us FROM checkpoint;
        CREATE TABLE presence_name (exercise TEXT NOT NULL, no INTEGER NOT NULL, name TEXT NOT NULL);
        INSERT INTO presence_name
            SELECT exercise, row_number() OVER (PARTITION BY exercise ORDER BY name), name FROM (
                SELECT exercise, place_id AS name FROM presence UNION SELECT exercise, device_id FROM presence) AS used;
        ALTER TABLE presence RENAME TO presence_without_history;
        CREATE TABLE presence (
            exercise TEXT NOT NULL, place_no INTEGER NOT NULL, device_no INTEGER NOT NULL, kind SMALLINT NOT NULL,
            start_us BIGINT NOT NULL, end_us BIGINT NOT NULL, earliest_us BIGINT NOT NULL, latest_us BIGINT NOT NULL,
            recorded_us BIGINT NOT NULL);
        CREATE TABLE presence_past (
            exercise TEXT NOT NULL, place_no INTEGER NOT NULL, device_no INTEGER NOT NULL, kind SMALLINT NOT NULL,
            start_us BIGINT NOT NULL, end_us BIGINT NOT NULL, earliest_us BIGINT NOT NULL, latest_us BIGINT NOT NULL,
            recorded_us BIGINT NOT NULL, removed_us BIGINT NOT NULL);
        INSERT INTO presence
            SELECT p.exercise, place.no, device.no, p.kind, p.start_us, p.end_us, p.start_us, p.end_us, 0
            FROM presence_without_history p
            JOIN presence_name place ON place.exercise = p.exercise AND place.name = p.place_id
            JOIN presence_name device ON device.exercise = p.exercise AND device.name = p.device_id;
        DROP TABLE presence_without_history;
        """,
        // Late spans stay, as the evidence of what late reports changed.
        "ALTER TABLE late_span ADD COLUMN recorded_us BIGINT DEFAULT 0",
        // Hooks keep a cursor over what is recorded anyway, so nothing has to be queued when a gap changes.
        """
        CREATE TABLE hook (
            exercise TEXT NOT NULL, id TEXT NOT NULL, created_us BIGINT NOT NULL, definition TEXT NOT NULL,
            gap_cursor BIGINT NOT NULL, acknowledgement_cursor BIGINT NOT NULL, delivery_no BIGINT NOT NULL);
        CREATE TABLE hook_delivery (
            exercise TEXT NOT NULL, hook_id TEXT NOT NULL, no BIGINT NOT NULL, event_id TEXT NOT NULL,
            event_type TEXT NOT NULL, body TEXT NOT NULL, created_us BIGINT NOT NULL, state SMALLINT NOT NULL,
            due_us BIGINT NOT NULL, attempts INTEGER NOT NULL);
        CREATE TABLE hook_attempt (
            exercise TEXT NOT NULL, hook_id TEXT NOT NULL, delivery_no BIGINT NOT NULL, attempt INTEGER NOT NULL,
            started_us BIGINT NOT NULL, took_us BIGINT NOT NULL, status INTEGER NOT NULL, error TEXT NOT NULL);
        """,
    ];

    /// <summary>What is deleted with an exercise. The audit trail stays: that it was deleted is part of it.</summary>
    public static readonly IReadOnlyList<string> TablesOfAnExercise =
    [
        "plan", "gap_revision", "gap_acknowledgement", "late_span", "cut", "presence_name", "presence", "presence_past",
        "checkpoint", "device", "hook", "hook_delivery", "hook_attempt",
    ];
}
