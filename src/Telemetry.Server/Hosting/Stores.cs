using Telemetry.Storage;
using Telemetry.Storage.DuckDb;
using Telemetry.Storage.InfluxDb;

namespace Telemetry.Server.Hosting;

/// <summary>The two ports, opened as the settings say.</summary>
internal sealed class Stores : IAsyncDisposable
{
    private readonly DuckDbFile _file;

    private Stores(DuckDbFile file, IReportStore reports, InfluxGapMirror? gapMirror)
    {
        _file = file;
        Reports = reports;
        GapMirror = gapMirror;
    }

    public IReportStore Reports { get; }

    public ILedger Ledger => _file.Ledger;

    /// <summary>Null when reports are not in InfluxDB.</summary>
    public InfluxGapMirror? GapMirror { get; }

    /// <exception cref="StoreException">A store cannot be opened.</exception>
    public static async Task<Stores> OpenAsync(
        StorageOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var file = await DuckDbFile.OpenAsync(options.DuckDbPath, options.DuckDb, time, cancellationToken);
        if (options.Reports == ReportStoreKind.DuckDb)
            return new Stores(file, file.Reports, null);
        try
        {
            var reports = await InfluxReportStore.OpenAsync(options.Influx, time, cancellationToken);
            var mirror = await InfluxGapMirror.OpenAsync(options.Influx, time, cancellationToken);
            return new Stores(file, reports, mirror);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (GapMirror is not null)
            await GapMirror.DisposeAsync();
        if (!ReferenceEquals(Reports, _file.Reports))
            await Reports.DisposeAsync();
        await _file.DisposeAsync();
    }
}
