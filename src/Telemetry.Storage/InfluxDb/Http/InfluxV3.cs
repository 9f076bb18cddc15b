using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>
/// InfluxDB 3 Core. Durable means persisted to its log, which it does before it answers unless told otherwise.
/// </summary>
internal sealed class InfluxV3(InfluxOptions options) : InfluxDialect(options)
{
    private const string Databases = "api/v3/configure/database";

    public override Uri WriteUri { get; } = Relative(
        $"api/v3/write_lp?db={Escape(options.Database)}&precision=nanosecond&accept_partial=true&no_sync=false");

    public override AuthenticationHeaderValue? Credentials => TokenAs("Bearer");

    public override int StatementsPerQuery => 1;

    public override async Task EnsureDatabaseAsync(InfluxHttp http, CancellationToken cancellationToken)
    {
        if (Options.CreateDatabase)
        {
            using var database = JsonContent.Create(new { db = Options.Database });
            using var made = await http.SendAsync(
                HttpMethod.Post, Relative(Databases), database, cancellationToken, HttpStatusCode.Conflict)
                .ConfigureAwait(false);
            return;
        }

        using var listed = await http.SendAsync(
            HttpMethod.Get, Relative($"{Databases}?format=json"), null, cancellationToken).ConfigureAwait(false);
        var databases = await listed.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
        if (!databases.EnumerateArray().Any(row => row.GetProperty("iox::database").GetString() == Options.Database))
            throw new StoreException($"InfluxDB has no database '{Options.Database}'.");
    }

    public override async Task DropAsync(InfluxHttp http, string measurement, CancellationToken cancellationToken)
    {
        // The table is hidden at once and its files go later; a new table may take its name right away.
        using var dropped = await http.SendAsync(
            HttpMethod.Delete,
            Relative($"api/v3/configure/table?db={Escape(Options.Database)}&table={Escape(measurement)}"),
            null,
            cancellationToken,
            HttpStatusCode.NotFound).ConfigureAwait(false);
    }
}
