using Telemetry.Core.Gaps;

namespace Telemetry.Storage.Sql;

/// <summary>A <see cref="GapQuery"/> as a statement with its values.</summary>
internal sealed class GapFilter
{
    private readonly List<object?> _values = [];
    private readonly List<string> _conditions = [];

    private GapFilter(string exerciseId) => Add(exerciseId);

    public string Sql { get; private set; } = "";

    public object?[] Values => [.. _values];

    public static GapFilter Of(GapQuery query)
    {
        var filter = new GapFilter(query.ExerciseId);
        // As-of hides whole revisions, so it comes before the last ones are chosen; all else looks at the last ones.
        var asOf = query.RecordedBeforeUs is { } us ? $"AND recorded_us < {filter.Add(us)}" : "";
        filter.AddConditions(query);
        var where = filter._conditions.Count == 0 ? "" : $"WHERE {string.Join(" AND ", filter._conditions)}";
        filter.Sql = $"{LastRevisions(asOf)}\n{where}\nORDER BY open_us DESC, gap_id LIMIT {query.Limit}";
        return filter;
    }

    /// <summary>Selects the last revision of each gap of exercise $1, as table g, ready for a WHERE.</summary>
    public static string LastRevisions(string condition) =>
        $"""
        WITH last AS (
            SELECT max(sequence) AS sequence FROM gap_revision WHERE exercise = $1 {condition} GROUP BY gap_id)
        SELECT {GapColumns.List}
        FROM gap_revision g JOIN last ON g.sequence = last.sequence AND g.exercise = $1
        """;

    private void AddConditions(GapQuery query)
    {
        if (query.Overlapping is { } range)
            _conditions.Add($"open_us < {Add(range.EndUs)} AND (close_us IS NULL OR close_us > {Add(range.StartUs)})");
        if (query.Kind is { } kind)
            _conditions.Add($"kind = {Add((short)kind)}");
        if (query.SubjectIds is { } subjects)
            _conditions.Add($"subject_id = ANY({Add(subjects.ToList())}::TEXT[])");
        if (query.After is var (openUs, id))
        {
            var open = Add(openUs);
            _conditions.Add($"(open_us < {open} OR (open_us = {open} AND gap_id > {Add(id)}))");
        }

        if (query.State is { } state)
            _conditions.Add(StateCondition(state));
    }

    private static string StateCondition(GapState state) => state switch
    {
        GapState.Open => "NOT is_retracted AND close_us IS NULL",
        GapState.Resolved => "NOT is_retracted AND close_us IS NOT NULL",
        GapState.Retracted => "is_retracted",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };

    private string Add(object value)
    {
        _values.Add(value);
        return $"${_values.Count}";
    }
}
