using System.Globalization;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query;

/// <summary>
/// The open gaps, the most pressing first. How late each is changes with the clock, so all pages are told at the
/// watermark of the first.
/// </summary>
internal sealed class GapsByPriority
{
    /// <summary>What ListGaps calls this order.</summary>
    public const string Order = "priority";

    /// <summary>
    /// The least that a rule is taken to allow: a breach allows nothing, and would be late without bound.
    /// </summary>
    public static readonly TimeSpan AllowedAtLeast = TimeSpan.FromMinutes(1);

    private readonly Exercise _exercise;
    private readonly IReadOnlyList<GapRow> _rows;
    private readonly bool _isAsOf;

    private GapsByPriority(Exercise exercise, IReadOnlyList<GapRow> rows, bool isAsOf) =>
        (_exercise, _rows, _isAsOf) = (exercise, rows, isAsOf);

    public static async Task<GapsByPriority> ReadAsync(
        Exercise exercise, ILedger ledger, ListGapsRequest request, CancellationToken cancellationToken)
    {
        if (request.State is not (GapState.Unspecified or GapState.Open))
            throw Fault.InvalidField("order_by", $"\"{Order}\" is for open gaps");
        var filter = new GapFilter(exercise, new ListGapsRequest(request) { State = GapState.Open });
        // As many as rules and devices at most: a gap is open once.
        IReadOnlyList<GapRow> rows = filter.IsEmpty
            ? []
            : await ledger.ReadGapsAsync(filter.Query with { Limit = int.MaxValue }, cancellationToken);
        return new GapsByPriority(exercise, [.. rows.Where(filter.Matches)], filter.Query.RecordedBeforeUs is not null);
    }

    /// <param name="key">Of the last gap of the page before; null for the first page.</param>
    /// <param name="question">The request without its page size and token.</param>
    public ListGapsResponse PageAfter(string? key, int size, ListGapsRequest question)
    {
        var after = Key.Parse(key);
        var atUs = after?.AtUs ?? NowUs();
        var names = PlanNames.Of(_exercise.Plan.Plan);
        var rest = _rows
            .Select(row => (Row: row, Key: new Key(atUs, PressureOf(names, row, atUs), row.Revision.Gap.Id)))
            .Where(gap => after is not { } last || gap.Key.CompareTo(last) > 0)
            .OrderBy(gap => gap.Key)
            .ToList();
        var response = new ListGapsResponse();
        foreach (var (row, _) in rest.Take(size))
            response.Gaps.Add(_exercise.ToMessage(row));
        if (rest.Count > size)
            response.NextPageToken = PageToken.Encode(question, rest[size - 1].Key.Text);
        return response;
    }

    private long NowUs() => _isAsOf && _rows.Count > 0
        ? _rows.Max(row => row.Revision.WatermarkUs)
        : _exercise.WatermarkUs;

    private static double PressureOf(PlanNames names, GapRow row, long atUs)
    {
        var gap = row.Revision.Gap;
        var allowedUs = Math.Max(gap.OpenUs - gap.IdleFromUs, TimeUs.Of(AllowedAtLeast));
        var lateness = (double)Math.Max(0, atUs - gap.IdleFromUs) / allowedUs;
        return names.WeightOf(gap.Kind, gap.SubjectId, gap.RuleId) * lateness;
    }

    /// <summary>Where a gap stands: greatest pressure first, then by id.</summary>
    private readonly record struct Key(long AtUs, double Pressure, string Id) : IComparable<Key>
    {
        public string Text => string.Create(CultureInfo.InvariantCulture, $"{AtUs} {Pressure:R} {Id}");

        /// <summary>Null stays null: the first page.</summary>
        public static Key? Parse(string? text)
        {
            if (text is null)
                return null;
            return text.Split(' ', 3) is [var at, var pressure, var id]
                && long.TryParse(at, CultureInfo.InvariantCulture, out var atUs)
                && double.TryParse(pressure, CultureInfo.InvariantCulture, out var value)
                ? new Key(atUs, value, id)
                : throw Fault.Invalid(FaultReasons.PageTokenInvalid, "page_token", "is not a token of this list");
        }

        public int CompareTo(Key other) =>
            Pressure != other.Pressure ? other.Pressure.CompareTo(Pressure) : string.CompareOrdinal(Id, other.Id);
    }
}
