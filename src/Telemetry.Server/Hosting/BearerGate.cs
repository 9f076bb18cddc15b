using System.Security.Cryptography;
using System.Text;
using Grpc.Core;
using Telemetry.Server.Faults;
using Telemetry.Server.Observability;

namespace Telemetry.Server.Hosting;

/// <summary>
/// Lets only callers with a configured bearer token through, gRPC and JSON alike; health is open to everyone. It stands
/// before routing's endpoints, so that one added later is closed too.
/// </summary>
internal sealed class BearerGate(RequestDelegate next, AuthOptions options, ServerMetrics metrics)
{
    private const string Scheme = "Bearer ";

    // Hashes of one length: comparing them tells nothing of a token, not even how long it is.
    private readonly byte[][] _hashes = [.. options.Tokens.Select(HashOf)];

    public Task InvokeAsync(HttpContext context)
    {
        if (!options.AreConfigured || IsHealth(context.Request.Path) || MayPass(context.Request.Headers.Authorization))
            return next(context);
        metrics.Refused(FaultReasons.CredentialsMissing);
        return RefuseAsync(context);
    }

    private static bool IsHealth(PathString path) =>
        path.StartsWithSegments("/healthz") || path.StartsWithSegments("/grpc.health.v1.Health");

    private static Task RefuseAsync(HttpContext context)
    {
        const string Message = "A bearer token that this server knows is needed";
        var response = context.Response;
        if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true)
        {
            // A gRPC caller finds its status in the headers of an answer without a body ("trailers-only").
            response.ContentType = "application/grpc";
            response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString();
            response.Headers["grpc-message"] = Message;
            return Task.CompletedTask;
        }

        response.StatusCode = StatusCodes.Status401Unauthorized;
        response.Headers.WWWAuthenticate = "Bearer";
        return response.WriteAsJsonAsync(
            new { code = (int)StatusCode.Unauthenticated, message = Message, details = Array.Empty<object>() },
            context.RequestAborted);
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private bool MayPass(string? authorization)
    {
        if (authorization is null || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return false;
        var hash = HashOf(authorization[Scheme.Length..].Trim());
        var known = false;
        foreach (var expected in _hashes)
            known |= CryptographicOperations.FixedTimeEquals(hash, expected);
        return known;
    }
}
