using Telemetry.Storage.DuckDb;

namespace Telemetry.Storage.Tests.DuckDb;

public sealed class DuckDbLedgerTests : LedgerConformance
{
    private readonly TemporaryFolder _folder = new();
    private DuckDbFile? _file;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_file is not null)
            await _file.DisposeAsync();
        _folder.Delete();
    }

    protected override async Task<ILedger> OpenAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync();
        _file = await DuckDbFile.OpenAsync(
            _folder.File("patrol.duckdb"), new DuckDbOptions(), TimeProvider.System, CancellationToken.None);
        return _file.Ledger;
    }
}
