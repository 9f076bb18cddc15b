using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>
/// The way to the server: one attempt at one write or one query over HTTP. Everything above it speaks of lines and
/// rows, so this is the one class to replace should a client library take its place
/// (src/decisions/0005-influxdb.md).
/// </summary>
internal sealed class InfluxHttp : IDisposable
{
    private readonly InfluxOptions _options;
    private readonly InfluxDialect _dialect;
    private readonly TimeProvider _time;
    private readonly HttpClient _client;

    // Apart from what reads, and never closed for being idle: a new connection means that the server went away.
    private readonly HttpClient _writes;
    private int _writeConnections;

    public InfluxHttp(InfluxOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _dialect = InfluxDialect.Of(options);
        // Each attempt has its own deadline by the time provider.
        _client = Client(new SocketsHttpHandler { ConnectTimeout = options.RequestTimeout });
        _writes = Client(new SocketsHttpHandler
        {
            ConnectTimeout = options.RequestTimeout,
            ConnectCallback = ConnectAsync,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        });
    }

    public InfluxDialect Dialect => _dialect;

    /// <summary>How often a connection was made that writes go by.</summary>
    public int WriteConnections => Volatile.Read(ref _writeConnections);

    /// <summary>One attempt. Never throws for what a server or network does; only for cancellation.</summary>
    public async Task<WriteAnswer> WriteAsync(ReadOnlyMemory<byte> lines, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _dialect.WriteUri) { Content = Body(lines) };
            using var response = await _writes.SendAsync(request, either.Token).ConfigureAwait(false);
            return await JudgeAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (Exception fault) when (IsNetwork(fault) && !cancellationToken.IsCancellationRequested)
        {
            return new WriteAnswer(WriteVerdict.Unavailable, Words(fault));
        }
    }

    /// <summary>
    /// Runs InfluxQL that reads; yields the answer's JSON documents as they arrive, each valid until the next is
    /// asked for. Errors inside a document are the reader's to find (<see cref="Reading.SeriesReader"/>).
    /// </summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> QueryAsync(
        string influxQl, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Get, _dialect.QueryUri(influxQl), null, cancellationToken)
            .ConfigureAwait(false);
        var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var documents = new JsonDocuments(stream, _options.RequestTimeout, _time);
        while (true)
        {
            ReadOnlyMemory<byte> document;
            try
            {
                document = await documents.NextAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (IsNetwork(fault) && !cancellationToken.IsCancellationRequested)
            {
                throw new StoreException($"InfluxDB at {_options.Url} broke off an answer: {Words(fault)}", fault);
            }

            if (document.IsEmpty)
                yield break;
            yield return document;
        }
    }

    /// <summary>Sends a request and hands back its answer once it has begun.</summary>
    /// <exception cref="StoreException">No connection, no answer in time, or a status that is not a
    /// success.</exception>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, Uri uri, HttpContent? content, CancellationToken cancellationToken,
        HttpStatusCode? alsoAccepted = null)
    {
        using var deadline = new CancellationTokenSource(_options.RequestTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        HttpResponseMessage response;
        try
        {
            using var request = new HttpRequestMessage(method, uri) { Content = content };
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token)
                .ConfigureAwait(false);
            if (response.IsSuccessStatusCode || response.StatusCode == alsoAccepted)
                return response;
            using (response)
            {
                var words = await ErrorText.ReadAsync(response, either.Token).ConfigureAwait(false);
                var path = uri.OriginalString.Split('?')[0];
                throw new StoreException(
                    $"InfluxDB at {_options.Url} answered {(int)response.StatusCode} to {path}: {words}");
            }
        }
        catch (Exception fault) when (IsNetwork(fault) && !cancellationToken.IsCancellationRequested)
        {
            throw new StoreException($"InfluxDB at {_options.Url} cannot be reached: {Words(fault)}", fault);
        }
    }

    public void Dispose()
    {
        _client.Dispose();
        _writes.Dispose();
    }

    private HttpClient Client(SocketsHttpHandler handler)
    {
        var client = new HttpClient(handler) { BaseAddress = _options.Url, Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = _dialect.Credentials;
        client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        return client;
    }

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken).ConfigureAwait(false);
            Interlocked.Increment(ref _writeConnections);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private HttpContent Body(ReadOnlyMemory<byte> lines)
    {
        if (!_options.Gzip)
            return new ReadOnlyMemoryContent(lines);
        var packed = new MemoryStream(lines.Length / 4);
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(lines.Span);
        packed.Position = 0;
        return new StreamContent(packed) { Headers = { ContentEncoding = { "gzip" } } };
    }

    private async Task<WriteAnswer> JudgeAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NoContent)
            return new WriteAnswer(WriteVerdict.Stored);
        var words = await ErrorText.ReadAsync(response, cancellationToken).ConfigureAwait(false);
        var reason = $"{(int)response.StatusCode} {words}";
        return response.StatusCode switch
        {
            HttpStatusCode.OK when words.Length == 0 => new WriteAnswer(WriteVerdict.Stored),
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity =>
                new WriteAnswer(WriteVerdict.BadLines, reason),
            HttpStatusCode.RequestEntityTooLarge => new WriteAnswer(WriteVerdict.TooLarge, reason),
            HttpStatusCode.NotFound => new WriteAnswer(WriteVerdict.NoDatabase, reason),
            _ => new WriteAnswer(WriteVerdict.Unavailable, reason, RetryAfter(response)),
        };
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _time.GetUtcNow(),
        _ => null,
    };

    private static bool IsNetwork(Exception fault) =>
        fault is HttpRequestException or IOException or SocketException or OperationCanceledException;

    private static string Words(Exception fault) =>
        fault is OperationCanceledException ? "no answer in time" : fault.InnerException?.Message ?? fault.Message;
}
