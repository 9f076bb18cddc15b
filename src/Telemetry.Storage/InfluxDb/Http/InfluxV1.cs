using System.Net.Http.Headers;
using System.Text;
using Telemetry.Storage.InfluxDb.Lines;
using Telemetry.Storage.InfluxDb.Reading;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>InfluxDB 1.x. A query's errors arrive inside HTTP 200.</summary>
internal sealed class InfluxV1(InfluxOptions options) : InfluxDialect(options)
{
    public override Uri WriteUri { get; } = Relative(
        $"write?db={Escape(options.Database)}&precision=ns"
        + (options.RetentionPolicy.Length > 0 ? $"&rp={Escape(options.RetentionPolicy)}" : ""));

    public override AuthenticationHeaderValue? Credentials => Options.Username.Length == 0
        ? null
        : new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Options.Username}:{Options.Password}")));

    public override string Source(string measurement) => Options.RetentionPolicy.Length == 0
        ? base.Source(measurement)
        : $"{LineText.Identifier(Options.RetentionPolicy)}.{base.Source(measurement)}";

    public override async Task EnsureDatabaseAsync(InfluxHttp http, CancellationToken cancellationToken)
    {
        var database = LineText.Identifier(Options.Database);
        if (Options.CreateDatabase)
            await StatementAsync(http, $"CREATE DATABASE {database}", cancellationToken).ConfigureAwait(false);
        // An error when the database is missing; SHOW MEASUREMENTS would answer with nothing.
        var policies = new List<string>();
        await foreach (var document in http.QueryAsync($"SHOW RETENTION POLICIES ON {database}", cancellationToken)
            .ConfigureAwait(false))
            policies.AddRange(SeriesReader.ReadStrings(document.Span, "name"));
        if (Options.RetentionPolicy.Length > 0 && !policies.Contains(Options.RetentionPolicy))
            throw new StoreException(
                $"InfluxDB database '{Options.Database}' has no retention policy '{Options.RetentionPolicy}'.");
    }

    public override Task DropAsync(InfluxHttp http, string measurement, CancellationToken cancellationToken) =>
        StatementAsync(http, $"DROP MEASUREMENT {LineText.Identifier(measurement)}", cancellationToken);

    private Task StatementAsync(InfluxHttp http, string influxQl, CancellationToken cancellationToken) =>
        ExecuteAsync(
            http,
            HttpMethod.Post,
            Relative($"query?db={Escape(Options.Database)}&q={Escape(influxQl)}"),
            null,
            cancellationToken);
}
