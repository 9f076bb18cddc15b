using Grpc.Core;
using Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>The way back to the device; one message at a time, whoever writes.</summary>
internal sealed class ResponseWriter(IServerStreamWriter<PublishReportsResponse> responses) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    public async Task WriteAsync(PublishReportsResponse response, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await responses.WriteAsync(response, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();
}
