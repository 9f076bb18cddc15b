using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Server.Notifications.Decisions;

/// <summary>Signatures by HMAC-SHA256, as each kind of receiver checks them.</summary>
internal static class Signature
{
    /// <summary>What is before a key in base64, by Standard Webhooks.</summary>
    public const string KeyPrefix = "whsec_";

    /// <summary>
    /// Standard Webhooks 1: over <c>id.timestamp.body</c>, so that neither can be changed nor an old message played
    /// again later.
    /// </summary>
    public static string OfWebhook(string secret, string id, long unixSeconds, string body) =>
        $"v1,{Hmac(KeyOf(secret), $"{id}.{unixSeconds}.{body}")}";

    /// <summary>DingTalk: over the time and the secret, keyed with the secret.</summary>
    public static string OfDingTalk(string secret, long unixMs) =>
        Hmac(Encoding.UTF8.GetBytes(secret), $"{unixMs}\n{secret}");

    /// <summary>Feishu: over nothing, keyed with the time and the secret.</summary>
    public static string OfFeishu(string secret, long unixSeconds) =>
        Hmac(Encoding.UTF8.GetBytes($"{unixSeconds}\n{secret}"), "");

    /// <summary>False when it says that it is base64 and is not.</summary>
    public static bool IsSecret(string secret) =>
        !secret.StartsWith(KeyPrefix, StringComparison.Ordinal) || Base64.IsValid(secret.AsSpan(KeyPrefix.Length));

    private static byte[] KeyOf(string secret) =>
        secret.StartsWith(KeyPrefix, StringComparison.Ordinal)
            ? Convert.FromBase64String(secret[KeyPrefix.Length..])
            : Encoding.UTF8.GetBytes(secret);

    private static string Hmac(byte[] key, string text) =>
        Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}
