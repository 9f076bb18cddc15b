using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Core.Plans.Documents;
using Telemetry.Server.Backtesting;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Telemetry.Server.Exercises.Exercise;
using PlanFault = Patrol.Telemetry.V1.PlanFault;
using PlanVersion = Patrol.Telemetry.V1.PlanVersion;

namespace Telemetry.Server.Query;

/// <summary>Checks, applies and shows plans.</summary>
internal sealed class PlanGrpcService(
    ExerciseRegistry exercises, ILedger ledger, Backtests backtests, TimeProvider time)
    : PlanService.PlanServiceBase
{
    /// <summary>Bytes of a message: the largest document and a little around it.</summary>
    public const int MessageBytes = Limits.PlanBytes + (1 << 16);

    /// <summary>Characters of an author.</summary>
    public const int AuthorLength = 64;

    /// <summary>Faults that fit into an error, whose trailer must stay small; ValidatePlan lists them all.</summary>
    public const int FaultsInError = 20;

    private const string Current = "current";

    public override Task<ValidatePlanResponse> ValidatePlan(ValidatePlanRequest request, ServerCallContext context)
    {
        exercises.Get(request.Exercise, "exercise");
        var parsed = Parse(request.Geojson);
        var response = new ValidatePlanResponse
        {
            FaultCount = parsed.FaultCount,
            PlaceCount = parsed.PlaceCount,
            DeviceCount = parsed.DeviceCount,
        };
        foreach (var fault in parsed.Faults)
        {
            response.Faults.Add(new PlanFault
            {
                FeatureId = fault.FeatureId ?? "",
                Property = fault.Property,
                Code = fault.Code,
                Reason = fault.Reason,
            });
        }

        return Task.FromResult(response);
    }

    public override async Task<PlanVersion> ApplyPlan(ApplyPlanRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Exercise, "exercise");
        if (request.Author.Length > AuthorLength)
            throw Fault.InvalidField("author", $"is longer than {AuthorLength} characters");
        var parsed = Parse(request.Geojson);
        if (parsed.Plan is not { } plan)
            throw Faulty(parsed);
        int? expected = request.HasExpectedVersion ? request.ExpectedVersion : null;
        var call = context.CancellationToken;
        var record = await exercise.ApplyPlanAsync(plan, request.Geojson.ToStringUtf8(), request.Author, expected, call)
            ?? throw Fault.Aborted(
                FaultReasons.PlanVersionChanged, $"Version {exercise.Plan.Version} is in force, not {expected}");
        var name = ResourceNames.Plan(exercise.Id, record.Version);
        await ledger.AppendAuditAsync(
            exercise.Id, TimeUs.From(time.GetUtcNow()), request.Author, "apply", name, call);
        return ToMessage(record, parsed, withDocument: false);
    }

    public override async Task<PlanVersion> GetPlan(GetPlanRequest request, ServerCallContext context)
    {
        var (exerciseId, version) = ResourceNames.ParseChild(request.Name, "plans", "name");
        var exercise = exercises.GetById(exerciseId);
        PlanRecord? found = null;
        foreach (var plan in await ledger.ReadPlansAsync(exerciseId, context.CancellationToken))
        {
            if (version == Current ? plan.Version > (found?.Version ?? 0) : plan.Version.ToString() == version)
                found = plan;
        }

        return found is null
            ? throw Fault.NotFound(FaultReasons.PlanNotFound, request.Name)
            : ToMessage(found, Read(found, exercise), withDocument: true);
    }

    public override async Task<ListPlanVersionsResponse> ListPlanVersions(
        ListPlanVersionsRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Parent, "parent");
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListPlanVersionsRequest(request) { PageSize = 0, PageToken = "" };
        var before = PageToken.Decode(request.PageToken, question) is { } key ? int.Parse(key) : int.MaxValue;
        var plans = await ledger.ReadPlansAsync(exercise.Id, context.CancellationToken);

        var response = new ListPlanVersionsResponse();
        foreach (var plan in plans.Where(plan => plan.Version < before).OrderByDescending(plan => plan.Version))
        {
            if (response.Plans.Count == size)
            {
                response.NextPageToken = PageToken.Encode(question, response.Plans[^1].Version.ToString());
                break;
            }

            response.Plans.Add(ToMessage(plan, Read(plan, exercise), withDocument: false));
        }

        return response;
    }

    public override Task BacktestPlan(
        BacktestPlanRequest request, IServerStreamWriter<BacktestPlanResponse> responseStream,
        ServerCallContext context)
    {
        var exercise = exercises.Get(request.Exercise, "exercise");
        var span = SpanOf(request.Interval, exercise.WatermarkUs);
        var parsed = Parse(request.Geojson);
        if (parsed.Plan is not { } plan)
            throw Faulty(parsed);
        var call = context.CancellationToken;
        return backtests.RunAsync(exercise, plan, span, message => responseStream.WriteAsync(message, call), call);
    }

    private static TimeRange SpanOf(TimeInterval? interval, long watermarkUs)
    {
        if (interval?.StartTime is null || interval.EndTime is null)
            throw Fault.InvalidField("interval", "needs both ends");
        var asked = Times.ToRange(interval, "interval");
        var span = asked with { EndUs = Math.Min(asked.EndUs, watermarkUs) };
        return span.IsEmpty ? throw Fault.InvalidField("interval", "lies beyond the watermark") : span;
    }

    private static PlanParseResult Parse(ByteString document)
    {
        if (document.Length > Limits.PlanBytes)
            throw Fault.InvalidField("geojson", $"is larger than {Limits.PlanBytes} bytes");
        return PlanDocument.Parse(document.Memory);
    }

    private static RpcException Faulty(PlanParseResult parsed)
    {
        var fields = parsed.Faults.Take(FaultsInError).Select(
            fault => ($"features[{fault.FeatureId}].{fault.Property}", $"{fault.Code}: {fault.Reason}"));
        return Fault.Invalid(
            FaultReasons.PlanFaulty, $"The plan has {parsed.FaultCount} faults; nothing was done", fields);
    }

    /// <summary>The version in force is at hand: a city's document takes long to read.</summary>
    private static PlanParseResult Read(PlanRecord record, Exercise exercise) =>
        exercise.Plan is { } inForce && inForce.Version == record.Version
            ? new PlanParseResult(inForce.Plan, [], 0, inForce.Plan.Places.Length, inForce.Plan.Roster.Count)
            : PlanDocument.Parse(Encoding.UTF8.GetBytes(record.Document));

    private static PlanVersion ToMessage(PlanRecord record, PlanParseResult parsed, bool withDocument)
    {
        var message = new PlanVersion
        {
            Name = ResourceNames.Plan(record.ExerciseId, record.Version),
            Version = record.Version,
            DisplayName = parsed.Plan?.Name ?? "",
            EffectiveTime = Times.ToTimestamp(record.EffectiveFromUs),
            CreateTime = Times.ToTimestamp(record.RecordedUs),
            Author = record.Author,
            PlaceCount = parsed.PlaceCount,
            DeviceCount = parsed.DeviceCount,
        };
        if (withDocument)
            message.Geojson = ByteString.CopyFromUtf8(record.Document);
        return message;
    }
}
