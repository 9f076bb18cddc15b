using Telemetry.Core;
using Telemetry.Core.Cover;
using Telemetry.Core.Geo;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;
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

    /// <summary>Somebody wants to know what the engine knows now.</summary>
    public sealed record Look(TaskCompletionSource<EngineView> Seen) : EngineWork;

    /// <summary>Somebody wants to know what came near a place; null when the engine does not.</summary>
    public sealed record LookNear(
        string PlaceId, TimeRange Span, UnseenSearch? Unseen, TaskCompletionSource<NearLegs?> Seen) : EngineWork;

    /// <summary>Somebody wants to know the gaps to come.</summary>
    public sealed record Forecast(TimeSpan Horizon, TaskCompletionSource<EngineForecast> Seen) : EngineWork;

    /// <summary>A plan to put in force.</summary>
    public sealed record Apply(
        Plan Plan, PlaceIndex Index, string Document, string Author, long ClockUs, int? ExpectedVersion,
        TaskCompletionSource<PlanRecord?> Done) : EngineWork;
}
