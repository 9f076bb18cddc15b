using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Telemetry.Core;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Contract;

/// <summary>
/// Where the next page begins (AIP-158): the last row's key, and a hash of the request it belongs to, so that a token
/// cannot be carried into another question. Opaque to callers.
/// </summary>
internal static class PageToken
{
    private const int HashBytes = 8;

    /// <summary>Rows of a page: 0 means the default, more than the largest means the largest (AIP-158).</summary>
    public static int SizeOf(int pageSize) => pageSize switch
    {
        < 0 => throw Fault.InvalidField("page_size", "is negative"),
        0 => Limits.PageRowsDefault,
        _ => Math.Min(pageSize, Limits.PageRows),
    };

    /// <param name="question">The request without its page size and token.</param>
    public static string Encode(IMessage question, string lastKey)
    {
        var key = Encoding.UTF8.GetBytes(lastKey);
        return Base64Url.EncodeToString([.. HashOf(question), .. key]);
    }

    /// <summary>The key after which the page begins; null for the first page.</summary>
    /// <param name="question">The request without its page size and token.</param>
    public static string? Decode(string token, IMessage question)
    {
        if (token.Length == 0)
            return null;
        if (!Base64Url.IsValid(token))
            throw Fault.Invalid(FaultReasons.PageTokenInvalid, "page_token", "is not a token of this server");
        var bytes = Base64Url.DecodeFromChars(token);
        if (bytes.Length < HashBytes || !HashOf(question).AsSpan().SequenceEqual(bytes.AsSpan(0, HashBytes)))
            throw Fault.Invalid(FaultReasons.PageTokenInvalid, "page_token", "belongs to a request with other fields");
        return Encoding.UTF8.GetString(bytes.AsSpan(HashBytes));
    }

    private static byte[] HashOf(IMessage question) =>
        SHA256.HashData(
            [.. Encoding.UTF8.GetBytes(question.Descriptor.FullName), .. question.ToByteArray()])[..HashBytes];
}
