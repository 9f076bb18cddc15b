using Grpc.Core;
using Grpc.Net.Client;

namespace Telemetry.Client;

/// <summary>Opens channels to a patrol telemetry server with the settings that streams of devices need.</summary>
public static class PatrolChannel
{
    /// <summary>Larger than any answer of the contract: a plan document of 64 MiB and what is around it.</summary>
    public const int MaxMessageBytes = 65 << 20;

    /// <summary>A dead peer is noticed after the two together, also while nothing is sent.</summary>
    public static readonly TimeSpan KeepAliveDelay = TimeSpan.FromSeconds(15);
    public static readonly TimeSpan KeepAliveTimeout = TimeSpan.FromSeconds(10);

    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    // The channel's own wait before it dials again is kept short: the device library has a jittered one of its own.
    private static readonly TimeSpan RedialMin = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RedialMax = TimeSpan.FromSeconds(1);

    /// <summary>Opens a channel; nothing is sent before the first call.</summary>
    /// <param name="address"><c>http://</c> is HTTP/2 in clear text, <c>https://</c> is TLS.</param>
    /// <param name="bearerToken">Sent with every call when given, in clear text over <c>http://</c>.</param>
    public static GrpcChannel Open(Uri address, string? bearerToken = null)
    {
        var secure = address.Scheme == Uri.UriSchemeHttps;
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                EnableMultipleHttp2Connections = true,
                KeepAlivePingDelay = KeepAliveDelay,
                KeepAlivePingTimeout = KeepAliveTimeout,
                ConnectTimeout = ConnectTimeout,
                PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = MaxMessageBytes,
            MaxSendMessageSize = MaxMessageBytes,
            InitialReconnectBackoff = RedialMin,
            MaxReconnectBackoff = RedialMax,
            Credentials = CredentialsFor(secure, bearerToken),
            UnsafeUseInsecureChannelCallCredentials = !secure && bearerToken is not null,
        });
    }

    private static ChannelCredentials CredentialsFor(bool secure, string? bearerToken)
    {
        var transport = secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (bearerToken is null)
            return transport;
        var header = $"Bearer {bearerToken}";
        return ChannelCredentials.Create(transport, CallCredentials.FromInterceptor((_, metadata) =>
        {
            metadata.Add("authorization", header);
            return Task.CompletedTask;
        }));
    }
}
