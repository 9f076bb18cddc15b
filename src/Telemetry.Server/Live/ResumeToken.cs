using System.Buffers.Text;
using System.Text;
using Telemetry.Server.Faults;
using Exercise = Telemetry.Server.Exercises.Exercise;

namespace Telemetry.Server.Live;

/// <summary>
/// Where a watcher goes on: the ledger's sequence, and the exercise it belongs to with the time it was made, so that a
/// drill of the same name made anew does not answer for the old one. Opaque to callers.
/// </summary>
internal static class ResumeToken
{
    public static string Encode(Exercise exercise, long sequence) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{exercise.Id} {exercise.Record.CreatedUs} {sequence}"));

    /// <summary>The sequence to go on after; null when the token is empty.</summary>
    public static long? Decode(Exercise exercise, string token)
    {
        if (token.Length == 0)
            return null;
        if (!Base64Url.IsValid(token)
            || Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token)) is not { } decoded
            || decoded.Split(' ') is not [var id, var madeUs, var text]
            || !long.TryParse(text, out var sequence))
            throw Fault.Invalid(FaultReasons.ResumeTokenInvalid, "resume_token", "is not a token of this server");
        return id == exercise.Id && madeUs == exercise.Record.CreatedUs.ToString()
            ? sequence
            : throw Fault.OutOfRange(FaultReasons.ResumeTokenInvalid, "The resume token is not of this exercise");
    }
}
