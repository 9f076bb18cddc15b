using System.Text;
using System.Text.Json;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>
/// The words of an error answer: <c>{"error"}</c> (1.x, 3 Core), <c>{"code","message"}</c> (2.x) or plain text.
/// </summary>
internal static class ErrorText
{
    private const int LengthMax = 500;
    private const int BytesMax = 64 * 1024;

    public static async Task<string> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var buffer = new byte[BytesMax];
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var length = await stream.ReadAtLeastAsync(buffer, BytesMax, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        var words = Find(buffer.AsMemory(0, length)).ReplaceLineEndings(" ").Trim();
        return words.Length > LengthMax ? words[..LengthMax] : words;
    }

    private static string Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var name in (string[])["message", "error"])
            {
                if (document.RootElement.ValueKind == JsonValueKind.Object
                    && document.RootElement.TryGetProperty(name, out var words)
                    && words.ValueKind == JsonValueKind.String)
                    return words.GetString()!;
            }
        }
        catch (JsonException)
        {
            // Plain text, a proxy's page, or more than is kept: shown as it is.
        }

        return Encoding.UTF8.GetString(body.Span);
    }
}
