using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Exports;

/// <summary>What of an exercise is to be exported.</summary>
/// <param name="AreaId">Only this area and its places; null for all.</param>
/// <param name="Devices">Ids; empty for all.</param>
/// <param name="AsOfUs">What was known then, by the server's clock; null for now.</param>
internal sealed record ExportQuestion(
    Exercise Exercise, TimeRange Range, string? AreaId, string[] Devices, long? AsOfUs)
{
    public static ExportQuestion Of(Exercise exercise, IQueryCollection query)
    {
        query.AllowOnly("from", "to", "area", "device", "as_of");
        var areaId = query.Text("area");
        if (areaId is not null)
            CheckArea(exercise.Plan.Plan, areaId);
        return new ExportQuestion(exercise, query.Range(), areaId, DevicesOf(query), query.Time("as_of"));
    }

    /// <summary>Zones and posts of the plan in force.</summary>
    public IReadOnlyList<Place> Places =>
        [.. Exercise.Plan.Plan.Places.Where(place => AreaId is null || place.AreaId == AreaId)];

    /// <exception cref="Grpc.Core.RpcException">NOT_FOUND: the plan in force has no such area.</exception>
    public static void CheckArea(Plan plan, string areaId)
    {
        if (!plan.Areas.Any(area => area.Id == areaId) && !plan.Places.Any(place => place.AreaId == areaId))
            throw Fault.NotFound(FaultReasons.AreaNotFound, ResourceNames.Shown(ResourceNames.Area(areaId)));
    }

    /// <summary>What is asked for has no areas, or no devices, to choose by.</summary>
    public void Refuse(string parameter, string why)
    {
        if (parameter == "area" ? AreaId is not null : Devices.Length > 0)
            throw Fault.InvalidField(parameter, why);
    }

    private static string[] DevicesOf(IQueryCollection query)
    {
        var names = query["device"];
        if (names.Count > ExportLimits.Devices)
            throw Fault.InvalidField("device", $"is given more than {ExportLimits.Devices} times");
        return
        [
            .. names.OfType<string>().Where(name => name.Length > 0)
                .Select(name => ResourceNames.TryCut(name, "devices/", out _) ? name : ResourceNames.Device(name))
                .Select(name => ResourceNames.ParseDevice(name, "device")).Distinct(),
        ];
    }
}
