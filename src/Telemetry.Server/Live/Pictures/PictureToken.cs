using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Telemetry.Server.Faults;

namespace Telemetry.Server.Live.Pictures;

/// <summary>Up to which step of which showing a watcher has seen an exercise. Opaque to callers.</summary>
internal static class PictureToken
{
    public static string Encode(Guid showing, long step) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes($"{showing:N} {step}"));

    /// <summary>The step, of that showing; null when empty or of another one, which cannot be gone on with.</summary>
    public static long? Decode(Guid showing, string token)
    {
        if (token.Length == 0)
            return null;
        if (!Base64Url.IsValid(token)
            || Encoding.ASCII.GetString(Base64Url.DecodeFromChars(token)).Split(' ') is not [var of, var text]
            || !Guid.TryParseExact(of, "N", out var given)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step))
            throw Fault.Invalid(FaultReasons.ResumeTokenInvalid, "resume_token", "is not a token of this call");
        return given == showing ? step : null;
    }
}
