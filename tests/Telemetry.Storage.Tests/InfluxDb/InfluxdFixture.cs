using Telemetry.TestServers.Influx;

namespace Telemetry.Storage.Tests.InfluxDb;

/// <summary>One influxd for all tests that do not kill it; each takes a database of its own.</summary>
public sealed class InfluxdFixture : IAsyncLifetime
{
    private Influxd? _server;
    private int _databases;

    public Uri Url => _server?.Url ?? new Uri("http://127.0.0.1:1");

    public string NewDatabase() => $"test-{Interlocked.Increment(ref _databases)}";

    public async Task InitializeAsync()
    {
        if (Influxd.WhyAbsent is null)
            _server = await Influxd.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }
}

[CollectionDefinition(Name)]
public sealed class InfluxdCollection : ICollectionFixture<InfluxdFixture>
{
    public const string Name = "influxd";
}
