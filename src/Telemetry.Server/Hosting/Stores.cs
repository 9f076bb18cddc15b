using Telemetry.Storage;
using Telemetry.Storage.DuckDb;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Hosting;

/// <summary>The two ports, opened as the settings say.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly DuckDbFile _file;

    private Stores(DuckDbFile file, IReportStore reports)
    {
        _file = file;
        Reports = reports;
    }

    public IReportStore Reports { get; }

    public ILedger Ledger => _file.Ledger;

    /// <exception cref="StoreException">A store cannot be opened.</exception>
    public static async Task<Stores> OpenAsync(
        StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = await DuckDbFile.OpenAsync(options.DuckDbPath, options.DuckDb, time, cancellationToken);
        if (options.Reports == ReportStoreKind.DuckDb)
            return new Stores(file, file.Reports);
        try
        {
            return new Stores(file, await InfluxReportStore.OpenAsync(options.Influx, time, cancellationToken));
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!ReferenceEquals(Reports, _file.Reports))
            await Reports.DisposeAsync();
        await _file.DisposeAsync();
    }
}
