using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Telemetry.Core.Gaps;

/// <summary>A gap's id is derived, never random, so that computing it again gives the same gap.</summary>
public static class GapId
{
    private const int Bytes = 10;

    public static string Of(string exerciseId, GapKind kind, string subjectId, string ruleId, long idleFromUs)
    {
        // Ids hold no control characters, so the unit separator keeps ("a","bc") and ("ab","c") apart.
        var text = Encoding.UTF8.GetBytes($"{exerciseId}\u001f{(int)kind}\u001f{subjectId}\u001f{ruleId}\u001f");
        Span<byte> input = stackalloc byte[text.Length + sizeof(long)];
        text.CopyTo(input);
        BinaryPrimitives.WriteInt64BigEndian(input[text.Length..], idleFromUs);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return Convert.ToHexStringLower(hash[..Bytes]);
    }
}
