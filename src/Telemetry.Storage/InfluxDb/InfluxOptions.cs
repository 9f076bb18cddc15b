using System.ComponentModel.DataAnnotations;

namespace Telemetry.Storage.InfluxDb;

/// <summary>
/// Where the InfluxDB is and how hard it may be driven. Wrong values stop the start with a clear line.
/// </summary>
public sealed record InfluxOptions
{
    /// <summary>Default <see cref="InfluxVersion.V1"/>.</summary>
    [EnumDataType(typeof(InfluxVersion))]
    public InfluxVersion Version { get; init; } = InfluxVersion.V1;

    /// <summary>Root of the HTTP API, <c>http</c> or <c>https</c>. Default <c>http://127.0.0.1:8086</c>.</summary>
    [Required]
    public Uri Url { get; init; } = new("http://127.0.0.1:8086");

    /// <summary>Database (1.x, 3 Core) or bucket (2.x). Default <c>patrol</c>.</summary>
    [Required]
    [StringLength(64, MinimumLength = 1)]
    public string Database { get; init; } = "patrol";

    /// <summary>Made at the start when it is missing. Default true; needs administrator's rights.</summary>
    public bool CreateDatabase { get; init; } = true;

    /// <summary>Organization by name; 2.x only, required there.</summary>
    public string Organization { get; init; } = "";

    /// <summary>1.x only. Empty (default): the database's own default policy.</summary>
    public string RetentionPolicy { get; init; } = "";

    /// <summary>1.x basic credentials. Empty (default): none are sent.</summary>
    public string Username { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>2.x and 3 Core. Empty (default): none is sent.</summary>
    public string Token { get; init; } = "";

    /// <summary>Lines in one write, about: a caller's batch is not split for it. 1…50,000, default 5,000.</summary>
    [Range(1, 50_000)]
    public int MaxLinesPerWrite { get; init; } = 5_000;

    /// <summary>Writes under way at once. 1…16, default 2; 4 for a server on a machine of its own.</summary>
    [Range(1, 16)]
    public int WritesInFlight { get; init; } = 2;

    /// <summary>
    /// Reports that may wait for a write before callers are held back. 1,000…10,000,000, default 65,536.
    /// </summary>
    [Range(1_000, 10_000_000)]
    public int QueueReports { get; init; } = 65_536;

    /// <summary>
    /// How long one write may take, or a query stay silent, before it is taken for lost. 1 s…10 min, default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a shutdown waits for what was accepted. 0…10 min, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Compress writes: for a server behind a thin line. Default false; it costs more than it saves nearby.
    /// </summary>
    public bool Gzip { get; init; }

    /// <summary>Every fault of these settings, one line each; empty when they can be used.</summary>
    public IReadOnlyList<string> FindFaults()
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true);
        var lines = faults.ConvertAll(fault => fault.ErrorMessage ?? "not valid");
        if (Url is { IsAbsoluteUri: false } or { Scheme: not ("http" or "https") })
            lines.Add("The field Url must be an absolute http or https address.");
        if (Version == InfluxVersion.V2 && Organization.Length == 0)
            lines.Add("The Organization field is required for InfluxDB 2.x.");
        return lines;
    }
}
