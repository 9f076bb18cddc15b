using System.Net.Http.Headers;
using Telemetry.Storage.InfluxDb.Reading;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>What differs by version: paths, credentials, how a database is made and a measurement dropped.</summary>
internal abstract class InfluxDialect(InfluxOptions options)
{
    protected InfluxOptions Options { get; } = options;

    public abstract Uri WriteUri { get; }

    public abstract AuthenticationHeaderValue? Credentials { get; }

    /// <summary>How many statements, divided by semicolons, one query may hold.</summary>
    public virtual int StatementsPerQuery => 50;

    public static InfluxDialect Of(InfluxOptions options) => options.Version switch
    {
        InfluxVersion.V1 => new InfluxV1(options),
        InfluxVersion.V2 => new InfluxV2(options),
        InfluxVersion.V3 => new InfluxV3(options),
        _ => throw new ArgumentOutOfRangeException(nameof(options), options.Version, "unknown version"),
    };

    public Uri QueryUri(string influxQl) =>
        Relative(
            $"query?db={Escape(Options.Database)}&epoch=ns&chunked=true&chunk_size={IReportStore.ReadChunkReports}"
            + $"&q={Escape(influxQl)}");

    /// <summary>The measurement as a query's source.</summary>
    public virtual string Source(string measurement) => Lines.LineText.Identifier(measurement);

    /// <summary>Makes the database when that is allowed and it is missing.</summary>
    /// <exception cref="StoreException">It is not there, or we are not let in.</exception>
    public abstract Task EnsureDatabaseAsync(InfluxHttp http, CancellationToken cancellationToken);

    /// <summary>Removes a measurement with all it holds. Idempotent.</summary>
    public abstract Task DropAsync(InfluxHttp http, string measurement, CancellationToken cancellationToken);

    protected static string Escape(string value) => Uri.EscapeDataString(value);

    protected static Uri Relative(string pathAndQuery) => new(pathAndQuery, UriKind.Relative);

    protected AuthenticationHeaderValue? TokenAs(string scheme) =>
        Options.Token.Length == 0 ? null : new AuthenticationHeaderValue(scheme, Options.Token);

    /// <summary>Runs one statement that gives no rows of interest.</summary>
    protected static async Task ExecuteAsync(
        InfluxHttp http, HttpMethod method, Uri uri, HttpContent? content, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(method, uri, content, cancellationToken).ConfigureAwait(false);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (answer.Length > 0)
            SeriesReader.ThrowIfError(answer);
    }
}
