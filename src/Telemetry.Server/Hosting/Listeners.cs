using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Telemetry.Server.Hosting;

/// <summary>
/// The two doors: HTTP/2 for gRPC and HTTP/1.1 for JSON, because without TLS one port cannot tell which of them a
/// caller speaks. Without credentials only loopback is ever opened.
/// </summary>
internal sealed class Listeners
{
    /// <summary>Streams that one connection may carry: a simulator's whole fleet.</summary>
    public const int StreamsPerConnection = 10_000;

    /// <summary>Bytes of one stream, and of one connection, that may wait to be read.</summary>
    public const int StreamWindowBytes = 512 * 1024;
    public const int ConnectionWindowBytes = 15 << 20;

    /// <summary>The largest plan (64 MiB), as JSON makes it a third longer.</summary>
    public const long RequestBodyBytes = 96L << 20;

    /// <summary>
    /// A connection that is silent for this long is asked whether it is alive, and has so long to answer.
    /// </summary>
    public static readonly TimeSpan KeepAlivePingDelay = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan KeepAlivePingTimeout = TimeSpan.FromSeconds(10);

    private readonly IPEndPoint _grpc;
    private readonly IPEndPoint _http;
    private ListenOptions? _grpcListener;
    private ListenOptions? _httpListener;

    /// <exception cref="StartException">An address cannot be used, or must not be without credentials.</exception>
    public Listeners(ServerOptions options, bool credentialsConfigured)
    {
        _grpc = EndPointOf(options.GrpcUrl, nameof(options.GrpcUrl));
        _http = EndPointOf(options.HttpUrl, nameof(options.HttpUrl));
        foreach (var endPoint in (IPEndPoint[])[_grpc, _http])
        {
            if (!IPAddress.IsLoopback(endPoint.Address) && !credentialsConfigured)
                throw new StartException(
                    $"refusing to listen on {endPoint}: no credentials are configured; "
                    + "set Auth:Tokens or use a loopback address");
        }
    }

    /// <summary>With the port that was really taken, once the server has started.</summary>
    public Uri GrpcUrl => UrlOf(_grpcListener?.IPEndPoint ?? _grpc);

    public Uri HttpUrl => UrlOf(_httpListener?.IPEndPoint ?? _http);

    public void Open(KestrelServerOptions kestrel)
    {
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = RequestBodyBytes;
        limits.Http2.MaxStreamsPerConnection = StreamsPerConnection;
        limits.Http2.InitialStreamWindowSize = StreamWindowBytes;
        limits.Http2.InitialConnectionWindowSize = ConnectionWindowBytes;
        limits.Http2.KeepAlivePingDelay = KeepAlivePingDelay;
        limits.Http2.KeepAlivePingTimeout = KeepAlivePingTimeout;
        kestrel.AddServerHeader = false;
        kestrel.Listen(_grpc, listener =>
        {
            listener.Protocols = HttpProtocols.Http2;
            _grpcListener = listener;
        });
        kestrel.Listen(_http, listener =>
        {
            listener.Protocols = HttpProtocols.Http1;
            _httpListener = listener;
        });
    }

    private static IPEndPoint EndPointOf(Uri url, string setting)
    {
        if (!url.IsAbsoluteUri || url.Scheme != Uri.UriSchemeHttp || url.AbsolutePath != "/")
            throw new StartException($"Server:{setting} is not http://address:port: {url}");
        var address = url.DnsSafeHost == "localhost" ? IPAddress.Loopback : null;
        if (address is null && !IPAddress.TryParse(url.DnsSafeHost, out address))
            throw new StartException($"Server:{setting} needs an IP address or localhost, not {url.DnsSafeHost}");
        return new IPEndPoint(address, url.Port);
    }

    private static Uri UrlOf(IPEndPoint endPoint) => new($"http://{endPoint}");
}
