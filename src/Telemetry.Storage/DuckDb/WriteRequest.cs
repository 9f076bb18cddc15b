using Telemetry.Core.Tracks;

namespace Telemetry.Storage.DuckDb;

/// <summary>What callers ask of the writer; completed once it is durable.</summary>
internal abstract class WriteRequest() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public sealed class Append(ReportBatch batch) : WriteRequest
    {
        public ReportBatch Batch { get; } = batch;

        public AppendOutcome[] Outcomes { get; } = new AppendOutcome[batch.Reports.Length];
    }

    /// <summary>That queries see all that was acknowledged.</summary>
    public sealed class Fold : WriteRequest;

    public sealed class Drop(string exerciseId) : WriteRequest
    {
        public string ExerciseId { get; } = exerciseId;
    }
}
