using DuckDB.NET.Data;
using Telemetry.Storage.Sql;

namespace Telemetry.Storage.DuckDb;

/// <summary>
/// One DuckDB file with both ports in it: reports and ledger. DuckDB locks the file, so one process has it at a time.
/// </summary>
public sealed class DuckDbFile : IAsyncDisposable
{
    /// <summary>
    /// Added to the file's name for the journal of the newest reports. Like DuckDB's own log (.wal) it belongs to the
    /// file: copying or deleting one means all three.
    /// </summary>
    private const string JournalSuffix = ".journal";

    private readonly string _connectionString;

    // The instance lives as long as any connection to it: this one holds it.
    private readonly DuckDBConnection _holder;
    private DuckDbReportStore? _reports;
    private SqlLedger? _ledger;

    private DuckDbFile(string connectionString)
    {
        _connectionString = connectionString;
        _holder = Connect();
    }

    public IReportStore Reports => _reports!;

    public ILedger Ledger => _ledger!;

    /// <summary>Opens the file, makes it when there is none, and brings its schema up to date.</summary>
    /// <exception cref="StoreException">
    /// Another process has it, it is no DuckDB file, or a newer program wrote it.
    /// </exception>
    public static Task<DuckDbFile> OpenAsync(
        string path, DuckDbOptions options, TimeProvider timeProvider, CancellationToken cancellationToken) =>
        Task.Run(
            () =>
            {
                try
                {
                    var full = Path.GetFullPath(path);
                    Directory.CreateDirectory(Path.GetDirectoryName(full)!);
                    return Open(full, options, timeProvider);
                }
                catch (Exception e) when (e is DuckDBException or IOException or UnauthorizedAccessException)
                {
                    throw new StoreException($"Cannot open the DuckDB file {path}: {e.Message}", e);
                }
            },
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_reports is not null)
            await _reports.DisposeAsync();
        if (_ledger is not null)
            await _ledger.DisposeAsync();
        await _holder.DisposeAsync();
    }

    internal DuckDBConnection Connect()
    {
        var connection = new DuckDBConnection(_connectionString);
        connection.Open();
        return connection;
    }

    private static DuckDbFile Open(string path, DuckDbOptions options, TimeProvider timeProvider)
    {
        var settings = new DuckDBConnectionStringBuilder
        {
            DataSource = path,
            ["threads"] = options.EffectiveThreads.ToString(),
            ["memory_limit"] = $"{options.MemoryLimitMib}MiB",
            ["checkpoint_threshold"] = $"{options.CheckpointThresholdMib}MiB",
            ["autoinstall_known_extensions"] = "false",
            ["autoload_known_extensions"] = "false",
            ["preserve_insertion_order"] = "false",
        };
        var file = new DuckDbFile(settings.ConnectionString);
        try
        {
            DuckDbSchema.Upgrade(file._holder, timeProvider);
            file._reports = new DuckDbReportStore(file, path + JournalSuffix);
            file._ledger = new SqlLedger(new DuckDbSessions(file));
            return file;
        }
        catch
        {
            file._holder.Dispose();
            throw;
        }
    }
}
