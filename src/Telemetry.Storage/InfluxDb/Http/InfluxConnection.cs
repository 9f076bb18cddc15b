namespace Telemetry.Storage.InfluxDb.Http;

/// <summary>Opens the way to a server, or says in one line why there is none.</summary>
internal static class InfluxConnection
{
    public static async Task<InfluxHttp> OpenAsync(
        InfluxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var faults = options.FindFaults();
        if (faults.Count > 0)
            throw new StoreException($"The InfluxDB settings are wrong: {string.Join(' ', faults)}");
        var http = new InfluxHttp(options, time);
        try
        {
            await http.Dialect.EnsureDatabaseAsync(http, cancellationToken).ConfigureAwait(false);
            return http;
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }
}
