using Telemetry.Storage.InfluxDb;
using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>The conformance suite against a real influxd 1.x.</summary>
[Collection(InfluxdCollection.Name)]
public sealed class InfluxReportStoreTests(InfluxdFixture influxd) : ReportStoreConformance
{
    private readonly InfluxOptions _options = new() { Url = influxd.Url, Database = influxd.NewDatabase() };

    protected override async Task<IReportStore> OpenAsync()
    {
        Skip.IfNot(Influxd.WhyAbsent is null, Influxd.WhyAbsent);
        return await InfluxReportStore.OpenAsync(_options, TimeProvider.System, CancellationToken.None);
    }
}
