using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Commands;
using Telemetry.Core;

namespace Telemetry.Cli.Playback;

/// <summary>The exercise that is played into, made ready.</summary>
/// <param name="ResumeFromUs">What was sent up to here is there already; the least number when nothing is.</param>
internal sealed record Target(bool IsDrill, long ResumeFromUs)
{
    public const string LiveId = "live";

    /// <summary>Makes the drill where one is asked for, and applies the plan before anything is sent.</summary>
    public static async Task<Target> PrepareAsync(
        ServerLink server, TargetRequest request, long startUs, CancellationToken cancellationToken)
    {
        var resumeFromUs = long.MinValue;
        if (request.MakesDrill)
        {
            if (server.ExerciseId == LiveId)
                throw CommandFailure.Usage("--into-drill: live is not a drill");
            if (request.Replaces)
                await DeleteAsync(server, cancellationToken);
            resumeFromUs = await CreateAsync(server, request, startUs, cancellationToken);
        }

        if (request.Plan is { } document && resumeFromUs == long.MinValue)
        {
            var apply = new ApplyPlanRequest
            {
                Exercise = server.Exercise,
                Geojson = document,
                Author = request.Author,
            };
            await PlanCommand.ApplyAsync(server, apply, cancellationToken);
        }

        return new Target(server.ExerciseId != LiveId, resumeFromUs);
    }

    private static async Task<long> CreateAsync(
        ServerLink server, TargetRequest request, long startUs, CancellationToken cancellationToken)
    {
        var create = new CreateExerciseRequest
        {
            ExerciseId = server.ExerciseId,
            Exercise = new Exercise
            {
                DisplayName = request.DisplayName,
                StartTime = TimeUs.ToTime(startUs).ToTimestamp(),
            },
        };
        try
        {
            await server.Exercises.CreateExerciseAsync(create, cancellationToken: cancellationToken);
            return long.MinValue;
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.AlreadyExists)
        {
            if (!request.Resumes)
            {
                throw new CommandFailure(
                    ExitCode.Refused,
                    $"drill '{server.ExerciseId}' exists already: --resume goes on with it, --replace removes it");
            }
        }

        var get = new GetExerciseRequest { Name = server.Exercise };
        var found = await server.Exercises.GetExerciseAsync(get, cancellationToken: cancellationToken);
        return TimeUs.From(found.ClockTime.ToDateTimeOffset());
    }

    /// <summary>Deletes the drill, if there is one.</summary>
    public static async Task DeleteAsync(ServerLink server, CancellationToken cancellationToken)
    {
        try
        {
            var delete = new DeleteExerciseRequest { Name = server.Exercise };
            await server.Exercises.DeleteExerciseAsync(delete, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.NotFound)
        {
            // Nothing to replace.
        }
    }
}

/// <summary>What is to be made ready.</summary>
internal sealed record TargetRequest(
    bool MakesDrill, bool Replaces, bool Resumes, string DisplayName, ByteString? Plan, string Author);
