using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Cover;
using Telemetry.Core.Gaps;
using Telemetry.Core.Plans;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using GapKind = Telemetry.Core.Gaps.GapKind;
using Plan = Telemetry.Core.Plans.Plan;

namespace Telemetry.Server.Query.Cells;

/// <summary>What is asked about the cells of a place, with everything decided that the request leaves open.</summary>
/// <param name="Rule">The place's cover rule; null when it has none.</param>
/// <param name="RuleSinceUs">Since when that is in force as it is now.</param>
/// <param name="Window">Both ends included; the end is the moment asked about.</param>
/// <param name="FreshWithin">Null when nobody says what is fresh.</param>
internal sealed record CellsQuestion(
    Place Place, CoverRule? Rule, long RuleSinceUs, double CellM, TimeRange Window, TimeSpan? FreshWithin,
    CellsForm Form)
{
    /// <summary>How far back to look when nobody says.</summary>
    public static readonly TimeSpan UsualWindow = TimeSpan.FromHours(24);

    public static readonly TimeSpan FreshLeast = TimeSpan.FromSeconds(1);

    /// <summary>Whose sight counts; nothing else of it matters.</summary>
    public CoverRule Sight => (Rule ?? AnySight) with { CellM = CellM };

    private static CoverRule AnySight { get; } = new(
        RuleIds.Cover, 1, UsualWindow, Limits.CellDefaultM, DeviceKinds.Any, DutySchedule.Always);

    public static CellsQuestion Of(GetCellsRequest request, Plan plan, PresenceKnowledge known)
    {
        var place = PlaceOf(request.Place, plan);
        var rule = place.Rules.OfType<CoverRule>().FirstOrDefault();
        var sinceUs = known.RulesInForce.GetValueOrDefault((GapKind.Uncovered, place.Id), long.MinValue);
        var within = LengthOf(request.FreshWithin, FreshLeast, "fresh_within") ?? rule?.Interval;
        var atUs = Math.Min(Times.ToUsOrNull(request.AtTime, "at_time") ?? known.WatermarkUs, known.WatermarkUs);
        var window = new TimeRange(FromUs(request, within, rule, sinceUs, atUs), atUs);
        var form = request.Form == CellsForm.Unspecified ? CellsForm.List : request.Form;
        var question = new CellsQuestion(place, rule, sinceUs, CellMOf(request, rule), window, within, form);
        if (!System.Enum.IsDefined(question.Form))
            throw Fault.InvalidField("form", $"is not a form of cells: {(int)question.Form}");
        question.CheckLattice();
        return question;
    }

    /// <summary>The cells of the place, none seen yet.</summary>
    public CellTimes MakeCells()
    {
        var cells = CellTimes.Of(Place.Shape, CellM, Window.StartUs, Window.EndUs);
        var most = Form == CellsForm.Packed ? Limits.PlaceCells : Limits.CellsListed;
        return cells.Count <= most ? cells : throw TooMany(cells.Count, most);
    }

    private static Place PlaceOf(string name, Plan plan)
    {
        if (ResourceNames.TryCut(name, "areas/", out var areaId) && AreaGround.Of(plan, areaId) is { } area)
            return area;
        if (ResourceNames.TryCut(name, "places/", out var placeId)
            && PlanNames.Of(plan).FindPlace(placeId) is { } place)
            return place;
        throw Fault.NotFound(FaultReasons.PlaceNotFound, ResourceNames.Shown(name));
    }

    private static double CellMOf(GetCellsRequest request, CoverRule? rule)
    {
        if (!request.HasCellM)
            return rule?.CellM ?? Limits.CellDefaultM;
        return request.CellM is >= Limits.CellLeastM and <= Limits.CellMostM
            ? request.CellM
            : throw Fault.InvalidField("cell_m", $"is not {Limits.CellLeastM} to {Limits.CellMostM} metres");
    }

    private static long FromUs(
        GetCellsRequest request, TimeSpan? within, CoverRule? rule, long ruleSinceUs, long atUs)
    {
        var freshUs = TimeUs.Of(within ?? TimeSpan.Zero);
        if (LengthOf(request.Window, within ?? FreshLeast, "window") is { } asked)
            return atUs - TimeUs.Of(asked);
        var usualUs = atUs - TimeUs.Of(UsualWindow);
        if (rule is not null && ruleSinceUs < atUs)
            usualUs = Math.Max(usualUs, ruleSinceUs);
        return Math.Min(usualUs, atUs - freshUs);
    }

    private static TimeSpan? LengthOf(Duration? length, TimeSpan least, string field)
    {
        if (length is null)
            return null;
        // Longer ones than a TimeSpan can say are none either.
        var isLength = length.Seconds >= 0 && length.Seconds <= Limits.CellsWindow.TotalSeconds
            && length.Nanos is >= 0 and < 1_000_000_000;
        if (isLength && length.ToTimeSpan() is var span && span >= least && span <= Limits.CellsWindow)
            return span;
        var range = $"{least.TotalSeconds:0.###} seconds to {Limits.CellsWindow.TotalDays} days";
        throw Fault.InvalidField(field, $"is not {range}");
    }

    private void CheckLattice()
    {
        var lattice = CellTimes.LatticeOf(Place.Shape, CellM);
        if (lattice <= Limits.CellLattice)
            return;
        var reason = $"a lattice of {lattice:N0} cells over the place; at most {Limits.CellLattice:N0}";
        throw Fault.Invalid(FaultReasons.TooManyCells, "cell_m", reason);
    }

    private Grpc.Core.RpcException TooMany(int count, int most)
    {
        var other = Form == CellsForm.Packed || count > Limits.PlaceCells ? "" : "; the packed form has room for more";
        var reason = $"{count:N0} cells; at most {most:N0} in this form: ask for larger ones{other}";
        return Fault.Invalid(FaultReasons.TooManyCells, "cell_m", reason);
    }
}
