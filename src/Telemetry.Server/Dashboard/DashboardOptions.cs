using System.ComponentModel.DataAnnotations;

namespace Telemetry.Server.Dashboard;

/// <summary>The base map under the supervisors' page; none by default. Section <c>Dashboard</c>.</summary>
internal sealed record DashboardOptions : IValidatableObject
{
    public const string Section = "Dashboard";

    /// <summary>Raster tiles, as <c>https://tiles.example/{z}/{x}/{y}.png</c>.</summary>
    public string? TileUrl { get; init; }

    /// <summary>A MapLibre style, instead of tiles.</summary>
    public string? StyleUrl { get; init; }

    /// <summary>The datum that the base map is drawn in. Default WGS-84.</summary>
    public BaseMapDatum Datum { get; init; }

    /// <summary>What the base map's owner wants to be shown on it.</summary>
    public string? Attribution { get; init; }

    /// <summary>Whom the page may ask besides this server.</summary>
    public IEnumerable<string> Origins => new[] { TileUrl, StyleUrl }.OfType<string>()
        .Select(url => new Uri(url.Replace('{', '0').Replace('}', '0')))
        .Select(url => url.GetLeftPart(UriPartial.Authority)).Distinct();

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (TileUrl is not null && StyleUrl is not null)
            yield return new ValidationResult("TileUrl or StyleUrl, not both", [nameof(TileUrl)]);
        if (TileUrl is not null && !IsHttp(TileUrl))
            yield return new ValidationResult("TileUrl is not an http(s) address", [nameof(TileUrl)]);
        if (StyleUrl is not null && !IsHttp(StyleUrl))
            yield return new ValidationResult("StyleUrl is not an http(s) address", [nameof(StyleUrl)]);
    }

    private static bool IsHttp(string url) =>
        Uri.TryCreate(url.Replace('{', '0').Replace('}', '0'), UriKind.Absolute, out var parsed)
        && parsed.Scheme is "http" or "https";
}
