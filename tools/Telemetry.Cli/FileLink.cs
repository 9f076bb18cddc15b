using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Telemetry.Cli;

/// <summary>Fetches files by plain paths, over the same port as the calls (HTTP/2), without holding them.</summary>
internal sealed class FileLink : IDisposable
{
    private readonly HttpClient _http;

    public FileLink(Uri address, string? token)
    {
        _http = new HttpClient
        {
            BaseAddress = address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            // A file of any size takes the time that it takes.
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (token is not null)
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Opens the destination once the server has agreed, and fills it as it comes.</summary>
    /// <exception cref="CommandFailure">The server refused, or broke off.</exception>
    public async Task FetchAsync(
        string path, IEnumerable<(string Name, string? Value)> parameters, Func<Stream> open,
        CancellationToken cancellationToken)
    {
        var query = string.Join('&', parameters.Where(pair => !string.IsNullOrEmpty(pair.Value))
            .Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
        try
        {
            using var answer = await _http.GetAsync(
                $"{path}?{query}", HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (!answer.IsSuccessStatusCode)
                throw await RefusalAsync(answer, cancellationToken);
            await using var file = open();
            await answer.Content.CopyToAsync(file, cancellationToken);
        }
        catch (HttpRequestException e) when (e.StatusCode is null)
        {
            throw new CommandFailure(ExitCode.Unreachable, $"the server is not reachable: {e.Message}");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async Task<CommandFailure> RefusalAsync(
        HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        var exitCode = answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
            ? ExitCode.Unreachable
            : ExitCode.Refused;
        return new CommandFailure(exitCode, $"the server refused ({(int)answer.StatusCode}): {MessageOf(text)}");
    }

    /// <summary>That of a google.rpc.Status; else what there is.</summary>
    private static string MessageOf(string text)
    {
        try
        {
            using var status = JsonDocument.Parse(text);
            return status.RootElement.GetProperty("message").GetString() ?? text;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return text;
        }
    }
}
