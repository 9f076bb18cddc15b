using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>
/// InfluxDB 2.x OSS. Its 1.x-compatible query endpoint sees a bucket as the database of the same name, which 2.x maps
/// by itself unless an operator mapped another.
/// </summary>
internal sealed class InfluxV2(InfluxOptions options) : InfluxDialect(options)
{
    public override Uri WriteUri { get; } = Relative(
        $"api/v2/write?org={Escape(options.Organization)}&bucket={Escape(options.Database)}&precision=ns");

    public override AuthenticationHeaderValue? Credentials => TokenAs("Token");

    public override async Task EnsureDatabaseAsync(InfluxHttp http, CancellationToken cancellationToken)
    {
        var found = await FindIdAsync(
            http, "buckets", $"org={Escape(Options.Organization)}&name={Escape(Options.Database)}", cancellationToken)
            .ConfigureAwait(false);
        if (found is not null)
            return;
        if (!Options.CreateDatabase)
            throw new StoreException(
                $"InfluxDB organization '{Options.Organization}' has no bucket '{Options.Database}'.");
        var organization = await FindIdAsync(http, "orgs", $"org={Escape(Options.Organization)}", cancellationToken)
            .ConfigureAwait(false)
            ?? throw new StoreException($"InfluxDB has no organization '{Options.Organization}'.");
        using var bucket = JsonContent.Create(
            new { orgID = organization, name = Options.Database, retentionRules = Array.Empty<object>() });
        using var made = await http.SendAsync(
            HttpMethod.Post, Relative("api/v2/buckets"), bucket, cancellationToken).ConfigureAwait(false);
    }

    public override Task DropAsync(InfluxHttp http, string measurement, CancellationToken cancellationToken) =>
        ExecuteAsync(
            http,
            HttpMethod.Post,
            Relative($"api/v2/delete?org={Escape(Options.Organization)}&bucket={Escape(Options.Database)}"),
            JsonContent.Create(new
            {
                start = "1677-09-21T00:12:43.145224194Z",
                stop = "2262-04-11T23:47:16.854775806Z",
                predicate = $"_measurement={JsonSerializer.Serialize(measurement)}",
            }),
            cancellationToken);

    private static async Task<string?> FindIdAsync(
        InfluxHttp http, string resource, string query, CancellationToken cancellationToken)
    {
        // What is missing is an empty list for buckets, but not found for organizations.
        using var response = await http.SendAsync(
            HttpMethod.Get, Relative($"api/v2/{resource}?{query}"), null, cancellationToken, HttpStatusCode.NotFound)
            .ConfigureAwait(false);
        if (response.StatusCode == HttpStatusCode.NotFound)
            return null;
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken).ConfigureAwait(false);
        return answer.TryGetProperty(resource, out var list) && list.GetArrayLength() > 0
            ? list[0].GetProperty("id").GetString()
            : null;
    }
}
