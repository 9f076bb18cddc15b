using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using CoreGaps = Telemetry.Core.Gaps;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query;

/// <summary>
/// What a ListGaps request asks for: one part the ledger answers by its indexes, the rest is sifted from its rows.
/// </summary>
internal sealed class GapFilter
{
    /// <summary>Subjects that one request may name.</summary>
    public const int Subjects = 1_000;

    private readonly HashSet<(CoreGaps.GapKind Kind, string Id)>? _subjects;
    private readonly CoreGaps.Certainty? _certainty;
    private readonly CoreGaps.GapState? _state;

    public GapFilter(Exercise exercise, ListGapsRequest request)
    {
        _state = EnumOf<CoreGaps.GapState>((int)request.State, "state");
        _certainty = EnumOf<CoreGaps.Certainty>((int)request.Certainty, "certainty");
        _subjects = SubjectsOf(request);
        if (request.Area.Length > 0)
            Intersect(ref _subjects, PlacesOf(exercise, request.Area));
        Query = new GapQuery(
            exercise.Id,
            request.Interval is null ? null : Times.ToRange(request.Interval, "interval"),
            EnumOf<CoreGaps.GapKind>((int)request.Kind, "kind"),
            _state,
            _subjects?.Select(subject => subject.Id).ToHashSet(),
            RecordedBeforeUs: request.AsOfTime is { } asOf ? Times.ToUs(asOf, "as_of_time") : null,
            Limit: Limits.PageRows);
    }

    public GapQuery Query { get; }

    /// <summary>No gap can match, so there is nothing to ask.</summary>
    public bool IsEmpty => _subjects is { Count: 0 };

    public bool Matches(GapRow row)
    {
        var gap = row.Revision.Gap;
        if (_state is null && row.Revision.State == CoreGaps.GapState.Retracted)
            return false;
        if (_certainty is { } certainty && gap.Certainty != certainty)
            return false;
        return _subjects is null || _subjects.Contains((gap.Kind, gap.SubjectId));
    }

    /// <summary>Null when unspecified; the enums of Core are bytes with the contract's values.</summary>
    private static T? EnumOf<T>(int value, string field)
        where T : struct, Enum
    {
        if (value == 0)
            return null;
        return value is > 0 and <= byte.MaxValue && Enum.IsDefined(typeof(T), (byte)value)
            ? (T)Enum.ToObject(typeof(T), value)
            : throw Fault.InvalidField(field, $"is {value}, which this server does not know");
    }

    private static HashSet<(CoreGaps.GapKind, string)>? SubjectsOf(ListGapsRequest request)
    {
        if (request.Subjects.Count == 0)
            return null;
        if (request.Subjects.Count > Subjects)
            throw Fault.InvalidField("subjects", $"are more than {Subjects}");
        var subjects = new HashSet<(CoreGaps.GapKind, string)>();
        foreach (var name in request.Subjects)
        {
            if (ResourceNames.TryCut(name, "places/", out var place))
                subjects.Add((CoreGaps.GapKind.Overdue, place));
            else
                subjects.Add((CoreGaps.GapKind.Silent, ResourceNames.ParseDevice(name, "subjects")));
        }

        return subjects;
    }

    private static HashSet<(CoreGaps.GapKind, string)> PlacesOf(Exercise exercise, string areaId)
    {
        var places = new HashSet<(CoreGaps.GapKind, string)>();
        foreach (var place in exercise.Plan.Plan.Places)
        {
            if (place.AreaId == areaId)
                places.Add((CoreGaps.GapKind.Overdue, place.Id));
        }

        return places;
    }

    private static void Intersect(
        ref HashSet<(CoreGaps.GapKind, string)>? subjects, HashSet<(CoreGaps.GapKind, string)> others)
    {
        if (subjects is null)
            subjects = others;
        else
            subjects.IntersectWith(others);
    }
}
