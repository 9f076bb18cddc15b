using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Contract;

/// <summary>From a resource name to the exercise at work.</summary>
internal static class ExerciseLookup
{
    /// <summary>NOT_FOUND when there is none, INVALID_ARGUMENT when the name is no name.</summary>
    public static Exercise Get(this ExerciseRegistry exercises, string name, string field) =>
        exercises.GetById(ResourceNames.ParseExercise(name, field));

    public static Exercise GetById(this ExerciseRegistry exercises, string id) =>
        exercises.Find(id) ?? throw Fault.NotFound(FaultReasons.ExerciseNotFound, ResourceNames.Exercise(id));

    /// <summary>NOT_FOUND when the exercise was deleted while a call was at work on it.</summary>
    public static void CheckAlive(this ExerciseRegistry exercises, Exercise exercise)
    {
        if (!ReferenceEquals(exercises.Find(exercise.Id), exercise))
            throw Fault.NotFound(FaultReasons.ExerciseNotFound, ResourceNames.Exercise(exercise.Id));
    }
}
