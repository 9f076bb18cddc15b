using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
using Telemetry.Core.Visits;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>What the engine's loop does next.</summary>
internal abstract record EngineWork
{
    private EngineWork()
    {
    }

    /// <summary>Stored reports of one device.</summary>
    public sealed record Take(DeviceIdentity Device, ReadOnlyMemory<Report> Reports, long Ticket) : EngineWork;

    /// <summary>Time has come this far.</summary>
    public sealed record Advance(long ClockUs, long WatermarkUs, TaskCompletionSource? Done) : EngineWork;

    /// <summary>Everything derived is to be in the ledger; the answer is what cannot be there yet.</summary>
    public sealed record Commit(TaskCompletionSource<IReadOnlyList<Presence>> UnderWay) : EngineWork;

    /// <summary>A plan to put in force.</summary>
    public sealed record Apply(
        Plan Plan, PlaceIndex Index, string Document, string Author, long ClockUs, int? ExpectedVersion,
        TaskCompletionSource<PlanRecord?> Done) : EngineWork;
}
