using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Telemetry.Server.Exercises;
using Telemetry.Server.Faults;
using Telemetry.Storage;

namespace Telemetry.Server.Hosting;

/// <summary>Whether calls can be served: recovered, not draining, engines at work, and the store answers.</summary>
internal sealed class Readiness(ExerciseRegistry exercises, IReportStore reports, Drain drain, TimeProvider time)
    : IHealthCheck
{
    /// <summary>How long the store may take to answer before it counts as away.</summary>
    public static readonly TimeSpan StoreTimeout = TimeSpan.FromSeconds(2);

    private volatile bool _recovered;

    public bool IsRecovered => _recovered;

    public void MarkRecovered() => _recovered = true;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken)
    {
        if (!_recovered)
            return HealthCheckResult.Unhealthy("recovering");
        if (drain.Started.IsCancellationRequested)
            return HealthCheckResult.Unhealthy("draining");
        if (exercises.All.FirstOrDefault(exercise => !exercise.IsHealthy) is { } stopped)
            return HealthCheckResult.Unhealthy($"the engine of {stopped.Id} has stopped");
        try
        {
            await reports.CheckAsync(cancellationToken).WaitAsync(StoreTimeout, time, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is StoreException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy("the store cannot be reached", e);
        }
    }
}

/// <summary>Sends callers away until everything is recovered. Health and reflection answer at once.</summary>
internal sealed class ReadinessInterceptor(Readiness readiness) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, context);
    }

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(request, responseStream, context);
    }

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream,
        IServerStreamWriter<TResponse> responseStream,
        ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        Check(context);
        return continuation(requestStream, responseStream, context);
    }

    private void Check(ServerCallContext context)
    {
        if (!readiness.IsRecovered && context.Method.StartsWith("/patrol.", StringComparison.Ordinal))
            throw Fault.Unavailable(FaultReasons.Starting, "The server is recovering; try again");
    }
}
