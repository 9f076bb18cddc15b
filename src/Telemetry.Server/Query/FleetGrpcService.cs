using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Server.Live;
using Telemetry.Storage;

namespace Telemetry.Server.Query;

/// <summary>Lists devices and reads their tracks.</summary>
internal sealed class FleetGrpcService(ExerciseRegistry exercises, ILedger ledger, IReportStore reports)
    : FleetService.FleetServiceBase
{
    /// <summary>Reports in one message of a track.</summary>
    public const int PointsPerMessage = 1_000;

    public override async Task<ListDevicesResponse> ListDevices(ListDevicesRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListDevicesRequest(request) { PageSize = 0, PageToken = "" };
        var after = PageToken.Decode(request.PageToken, question);
        var roll = await FleetRoll.ReadAsync(exercise, ledger, context.CancellationToken);

        var response = new ListDevicesResponse();
        foreach (var device in roll.After(after))
        {
            if (response.Devices.Count == size)
            {
                var (_, lastId) = ResourceNames.ParseChild(response.Devices[^1].Name, "devices", "name");
                response.NextPageToken = PageToken.Encode(question, lastId);
                break;
            }

            response.Devices.Add(device);
        }

        return response;
    }

    public override async Task ReadTrack(
        ReadTrackRequest request, IServerStreamWriter<ReadTrackResponse> responseStream, ServerCallContext context)
    {
        var (exerciseId, deviceId) = ResourceNames.ParseChild(request.Name, "devices", "name");
        var exercise = exercises.GetById(exerciseId);
        var range = Times.ToRange(request.Interval, "interval");
        var call = context.CancellationToken;
        var response = new ReadTrackResponse();
        var kind = exercise.Fleet.Find(deviceId)?.State?.Device.Kind
            ?? (await FleetRoll.ReadAsync(exercise, ledger, call)).KindOf(deviceId)
            ?? throw Fault.NotFound(FaultReasons.DeviceNotFound, request.Name);
        var track = new MarkedTrack(reports, exerciseId, deviceId, kind);
        await foreach (var marked in track.ReadAsync(range, exercise.Settings, call))
        {
            response.Points.Add(ReportMessages.ToTrackPoint(marked));
            if (response.Points.Count < PointsPerMessage)
                continue;
            await responseStream.WriteAsync(response, call);
            response = new ReadTrackResponse();
        }

        if (response.Points.Count > 0)
            await responseStream.WriteAsync(response, call);
    }
}
