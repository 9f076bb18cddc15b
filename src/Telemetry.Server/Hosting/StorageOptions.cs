using System.ComponentModel.DataAnnotations;
using Telemetry.Storage.DuckDb;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Hosting;

/// <summary>Where reports are kept. The ledger is always in the DuckDB file.</summary>
internal enum ReportStoreKind
{
    DuckDb,
    InfluxDb,
}

/// <summary>Where everything is kept. Section <c>Storage</c>.</summary>
internal sealed record StorageOptions
{
    public const string Section = "Storage";

    /// <summary>Default <see cref="ReportStoreKind.DuckDb"/>.</summary>
    [EnumDataType(typeof(ReportStoreKind))]
    public ReportStoreKind Reports { get; init; } = ReportStoreKind.DuckDb;

    /// <summary>The DuckDB file, made when it is missing. Default <c>./data/patrol.duckdb</c>.</summary>
    [Required]
    public string DuckDbPath { get; init; } = "./data/patrol.duckdb";

    public DuckDbOptions DuckDb { get; init; } = new();

    /// <summary>Used when <see cref="Reports"/> says InfluxDb.</summary>
    public InfluxOptions Influx { get; init; } = new();

    /// <summary>As the line on start shows it: no credentials in it.</summary>
    public string Shown => Reports == ReportStoreKind.DuckDb
        ? $"duckdb:{DuckDbPath}"
        : $"influxdb:{Influx.Url.GetLeftPart(UriPartial.Path)}{Influx.Database}+duckdb:{DuckDbPath}";
}
