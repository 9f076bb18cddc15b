using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;
using Exercise = Patrol.Telemetry.V1.Exercise;
using World = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query;

/// <summary>Makes, shows, advances and deletes exercises.</summary>
internal sealed class ExerciseGrpcService(ExerciseRegistry exercises, ILedger ledger, TimeProvider time)
    : ExerciseService.ExerciseServiceBase
{
    /// <summary>Characters of a display name.</summary>
    public const int DisplayNameLength = 128;

    private const string Nobody = "";

    public override async Task<Exercise> CreateExercise(CreateExerciseRequest request, ServerCallContext context)
    {
        if (!ResourceNames.IsExerciseId(request.ExerciseId))
            throw Fault.InvalidField(
                "exercise_id", $"is not 1 to {ResourceNames.ExerciseIdLength} of [a-z0-9-], beginning with a letter");
        if (request.Exercise?.StartTime is not { } start)
            throw Fault.InvalidField("exercise.start_time", "is needed: the drill's clock begins there");
        if (request.Exercise.DisplayName.Length > DisplayNameLength)
            throw Fault.InvalidField("exercise.display_name", $"is longer than {DisplayNameLength} characters");

        var startUs = Times.ToUs(start, "exercise.start_time");
        var nowUs = TimeUs.From(time.GetUtcNow());
        var record = new ExerciseRecord(request.ExerciseId, request.Exercise.DisplayName, nowUs, startUs, startUs);
        var made = await exercises.CreateAsync(record, context.CancellationToken)
            ?? throw Fault.AlreadyExists(FaultReasons.ExerciseExists, ResourceNames.Exercise(request.ExerciseId));
        await ledger.AppendAuditAsync(
            made.Id, nowUs, Nobody, "create", ResourceNames.Exercise(made.Id), context.CancellationToken);
        return ToMessage(made);
    }

    public override Task<Exercise> GetExercise(GetExerciseRequest request, ServerCallContext context) =>
        Task.FromResult(ToMessage(exercises.Get(request.Name, "name")));

    public override Task<ListExercisesResponse> ListExercises(ListExercisesRequest request, ServerCallContext context)
    {
        var size = PageToken.SizeOf(request.PageSize);
        var question = new ListExercisesRequest();
        var after = PageToken.Decode(request.PageToken, question);
        var response = new ListExercisesResponse();
        foreach (var exercise in exercises.All)
        {
            if (after is not null && !ComesAfter(exercise, after))
                continue;
            if (response.Exercises.Count == size)
            {
                var last = ResourceNames.ParseExercise(response.Exercises[^1].Name, "name");
                response.NextPageToken = PageToken.Encode(question, last);
                break;
            }

            response.Exercises.Add(ToMessage(exercise));
        }

        return Task.FromResult(response);
    }

    public override async Task<Exercise> AdvanceClock(AdvanceClockRequest request, ServerCallContext context)
    {
        var exercise = exercises.Get(request.Name, "name");
        if (exercise.IsLive)
            throw Fault.FailedPrecondition(FaultReasons.LiveIsFixed, "live runs by the wall clock");
        if (request.ClockTime is null)
            throw Fault.InvalidField("clock_time", "is needed");
        var clockUs = Times.ToUs(request.ClockTime, "clock_time");
        if (clockUs < exercise.ClockUs)
            throw Fault.Invalid(FaultReasons.ClockWentBack, "clock_time", "is before the exercise's clock");
        await exercise.AdvanceClockAsync(clockUs, context.CancellationToken);
        return ToMessage(exercise);
    }

    public override async Task<Empty> DeleteExercise(DeleteExerciseRequest request, ServerCallContext context)
    {
        var id = ResourceNames.ParseExercise(request.Name, "name");
        if (id == World.LiveId)
            throw Fault.FailedPrecondition(FaultReasons.LiveIsFixed, "live cannot be deleted");
        if (!await exercises.DeleteAsync(id, context.CancellationToken))
            throw Fault.NotFound(FaultReasons.ExerciseNotFound, request.Name);
        return new Empty();
    }

    /// <summary>Live stands first in the list, whatever its id.</summary>
    private static bool ComesAfter(World exercise, string lastId) =>
        !exercise.IsLive && (lastId == World.LiveId || string.CompareOrdinal(exercise.Id, lastId) > 0);

    private static Exercise ToMessage(World exercise)
    {
        var record = exercise.Record;
        var message = new Exercise
        {
            Name = ResourceNames.Exercise(record.Id),
            DisplayName = record.DisplayName,
            CreateTime = Times.ToTimestamp(record.CreatedUs),
            ClockTime = Times.ToTimestamp(exercise.ClockUs),
            WatermarkTime = Times.ToTimestamp(exercise.WatermarkUs),
            Drill = !exercise.IsLive,
        };
        if (!exercise.IsLive)
            message.StartTime = Times.ToTimestamp(record.StartUs);
        return message;
    }
}
