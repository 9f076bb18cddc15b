using System.ComponentModel.DataAnnotations;

namespace Telemetry.Server.Hosting;

/// <summary>Who may call. Section <c>Auth</c>.</summary>
internal sealed record AuthOptions : IValidatableObject
{
    public const string Section = "Auth";

    /// <summary>Shortest token, in characters.</summary>
    public const int TokenLength = 16;

    /// <summary>
    /// Bearer tokens, each of which opens every call. Default none: then every call is open, and only loopback
    /// addresses may be listened on.
    /// </summary>
    [MaxLength(1_000)]
    public string[] Tokens { get; init; } = [];

    public bool AreConfigured => Tokens.Length > 0;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Tokens.Any(token => token is null || token.Length < TokenLength))
            yield return new ValidationResult($"a token has at least {TokenLength} characters", [nameof(Tokens)]);
    }
}
