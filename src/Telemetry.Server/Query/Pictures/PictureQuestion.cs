using Patrol.Telemetry.V1;
using Telemetry.Core;
using Telemetry.Server.Contract;
using Telemetry.Server.Faults;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Query.Pictures;

/// <summary>Which moments are asked for, checked.</summary>
/// <param name="Moments">From the first to before the end; not empty, and bounded.</param>
/// <param name="AsOfUs">Null: as known now.</param>
internal sealed record PictureQuestion(TimeRange Moments, long StepUs, long? AsOfUs)
{
    public static PictureQuestion Of(GetPictureRequest request, Exercise exercise)
    {
        var us = Times.ToUsOrNull(request.Time, "time") ?? throw Fault.InvalidField("time", "is missing");
        CheckReached(us, "time", exercise);
        return new(new TimeRange(us, us + 1), 1, Times.ToUsOrNull(request.AsOfTime, "as_of_time"));
    }

    public static PictureQuestion Of(ReplayPictureRequest request, Exercise exercise)
    {
        if (request.Interval?.StartTime is null)
            throw Fault.InvalidField("interval.start_time", "is missing");
        var range = Times.ToRange(request.Interval, "interval");
        CheckReached(range.StartUs, "interval.start_time", exercise);
        var step = request.Step?.ToTimeSpan() ?? PictureLimits.StepDefault;
        if (step < PictureLimits.StepLeast || step > PictureLimits.StepMost)
            throw Fault.InvalidField("step", "is not 0.1 s to 1 h");
        range = range with { EndUs = Math.Min(range.EndUs, exercise.ClockUs + 1) };
        if (range.Length / step > PictureLimits.Steps)
            throw Fault.InvalidField("interval", $"is more than {PictureLimits.Steps} steps");
        return new(range, TimeUs.Of(step), Times.ToUsOrNull(request.AsOfTime, "as_of_time"));
    }

    private static void CheckReached(long us, string field, Exercise exercise)
    {
        if (us > exercise.ClockUs)
            throw Fault.OutOfRange(FaultReasons.TimeNotReached, $"{field}: the exercise's clock has not come to it");
    }
}
