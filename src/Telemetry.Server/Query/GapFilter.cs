using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
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

    private readonly HashSet<Subject>? _subjects;
    private readonly CoreGaps.Certainty? _certainty;
    private readonly CoreGaps.GapState? _state;

    public GapFilter(Exercise exercise, ListGapsRequest request)
    {
        _state = EnumOf<CoreGaps.GapState>((int)request.State, "state");
        _certainty = EnumOf<CoreGaps.Certainty>((int)request.Certainty, "certainty");
        _subjects = SubjectsOf(request);
        if (request.Area.Length > 0)
            Intersect(ref _subjects, SubjectsIn(exercise.Plan.Plan, request.Area));
        Query = new GapQuery(
            exercise.Id,
            request.Interval is null ? null : Times.ToRange(request.Interval, "interval"),
            EnumOf<CoreGaps.GapKind>((int)request.Kind, "kind"),
            _state,
            _subjects?.Select(subject => subject.Id).ToHashSet(),
            RecordedBeforeUs: Times.ToUsOrNull(request.AsOfTime, "as_of_time"),
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
        return _subjects is null || _subjects.Contains(new Subject(gap.Kind.IsOfDevice(), gap.SubjectId));
    }

    /// <summary>Null when unspecified; the enums of Core are bytes with the contract's values.</summary>
    public static T? EnumOf<T>(int value, string field)
        where T : struct, Enum
    {
        if (value == 0)
            return null;
        return value is > 0 and <= byte.MaxValue && Enum.IsDefined(typeof(T), (byte)value)
            ? (T)Enum.ToObject(typeof(T), value)
            : throw Fault.InvalidField(field, $"is {value}, which this server does not know");
    }

    private static HashSet<Subject>? SubjectsOf(ListGapsRequest request)
    {
        if (request.Subjects.Count == 0)
            return null;
        if (request.Subjects.Count > Subjects)
            throw Fault.InvalidField("subjects", $"are more than {Subjects}");
        var subjects = new HashSet<Subject>();
        foreach (var name in request.Subjects)
        {
            if (ResourceNames.TryCut(name, "places/", out var placeId))
                subjects.Add(new Subject(IsDevice: false, placeId));
            else if (ResourceNames.TryCut(name, "areas/", out var areaId))
                subjects.Add(new Subject(IsDevice: false, Place.AreaPrefix + areaId));
            else
                subjects.Add(new Subject(IsDevice: true, ResourceNames.ParseDevice(name, "subjects")));
        }

        return subjects;
    }

    /// <summary>The area itself and its places.</summary>
    private static HashSet<Subject> SubjectsIn(Plan plan, string areaId)
    {
        var subjects = new HashSet<Subject> { new(IsDevice: false, Place.AreaPrefix + areaId) };
        foreach (var place in plan.Places)
        {
            if (place.AreaId == areaId)
                subjects.Add(new Subject(IsDevice: false, place.Id));
        }

        return subjects;
    }

    private static void Intersect(ref HashSet<Subject>? subjects, HashSet<Subject> others)
    {
        if (subjects is null)
            subjects = others;
        else
            subjects.IntersectWith(others);
    }

    /// <summary>A device and a place may have the same id.</summary>
    private readonly record struct Subject(bool IsDevice, string Id);
}
