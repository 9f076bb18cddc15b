using System.Buffers;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// A table per exercise, so that deleting a drill is dropping a table. No index: the writer keeps identity
/// (<see cref="ExerciseWriter"/>), and fix times ascend nearly always, so that a range is found by the
/// minima and maxima that DuckDB keeps for each 122,880 rows.
/// </summary>
internal static class ReportTable
{
    public const string LiveExercise = "live";

    /// <summary>In the table's order; <see cref="ReportAppender"/> and <see cref="ReportCursor"/> rely on it.</summary>
    public const string Columns =
        "device_no, kind, unit_no, fix_us, receive_us, latitude_deg, longitude_deg, status, too_late, has_camera, "
        + "altitude_m, height_m, speed_mps, heading_deg, accuracy_m, battery_percent, "
        + "camera_pitch_deg, camera_yaw_deg, camera_horizontal_fov_deg, camera_vertical_fov_deg";

    public const int ColumnCount = 20;

    /// <summary>The columns from here on may be NULL, all of them FLOAT.</summary>
    public const int FirstOptionalColumn = 10;

    /// <summary>Quoted, ready for a statement.</summary>
    public static string Quoted(string exerciseId) => $"\"{Name(exerciseId)}\"";

    /// <summary>Exercise ids are checked at the edge: [a-z0-9-] only, so no quote can break out.</summary>
    public static string Name(string exerciseId) =>
        exerciseId.AsSpan().ContainsAnyExcept(IdCharacters)
            ? throw new ArgumentException($"'{exerciseId}' is no exercise id.", nameof(exerciseId))
            : exerciseId == LiveExercise ? "report" : $"report_drill_{exerciseId}";

    public static string CreateSql(string exerciseId) =>
        $"""
        CREATE TABLE IF NOT EXISTS {Quoted(exerciseId)} (
            device_no INTEGER NOT NULL,
            kind UTINYINT NOT NULL,
            unit_no INTEGER NOT NULL,
            fix_us BIGINT NOT NULL,
            receive_us BIGINT NOT NULL,
            latitude_deg DOUBLE NOT NULL,
            longitude_deg DOUBLE NOT NULL,
            status UTINYINT NOT NULL,
            too_late BOOLEAN NOT NULL,
            has_camera BOOLEAN NOT NULL,
            altitude_m FLOAT,
            height_m FLOAT,
            speed_mps FLOAT,
            heading_deg FLOAT,
            accuracy_m FLOAT,
            battery_percent FLOAT,
            camera_pitch_deg FLOAT,
            camera_yaw_deg FLOAT,
            camera_horizontal_fov_deg FLOAT,
            camera_vertical_fov_deg FLOAT)
        """;

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
}
