using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>The conformance suite in the dialects that no server here speaks, against a stand-in for each.</summary>
public abstract class InfluxDialectStoreTests(InfluxDialectServer server, InfluxOptions options)
    : ReportStoreConformance
{
    public override async Task InitializeAsync()
    {
        await server.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await server.DisposeAsync();
    }

    protected override async Task<IReportStore> OpenAsync() =>
        await InfluxReportStore.OpenAsync(
            options with { Url = server.Url }, TimeProvider.System, CancellationToken.None);
}

public sealed class InfluxV2StoreTests() : InfluxDialectStoreTests(
    new InfluxV2Server { Authorization = "Token secret" },
    new InfluxOptions { Version = InfluxVersion.V2, Organization = "squad", Token = "secret" });

public sealed class InfluxV3StoreTests() : InfluxDialectStoreTests(
    new InfluxV3Server { Authorization = "Bearer secret" },
    new InfluxOptions { Version = InfluxVersion.V3, Token = "secret", Gzip = true });
