using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace Telemetry.TestServers.Influx;

/// <summary>
/// A real influxd 1.x on free loopback ports with a folder of its own. It syncs its write-ahead log before it answers
/// (its default), so what it acknowledged outlives <see cref="Kill"/>.
/// </summary>
public sealed class Influxd : IAsyncDisposable
{
    private const int StartAttempts = 5;
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan PingInterval = TimeSpan.FromMilliseconds(20);

    private readonly bool _ownsFolder;
    private readonly bool _authentication;
    private int _rpcPort;
    private Process? _process;

    private Influxd(string folder, bool ownsFolder, bool authentication)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        _authentication = authentication;
    }

    /// <summary>Null where influxd can be started, otherwise why not. For <c>Skip.If</c>.</summary>
    public static string? WhyAbsent =>
        FindExecutable() is null ? "influxd is not installed (Debian package influxdb)" : null;

    public string Folder { get; }

    public int Port { get; private set; }

    public Uri Url => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("influxd is not running");

    /// <summary>Starts a server and returns when it answers.</summary>
    /// <param name="folder">Data folder, kept on dispose; null makes a temporary one, which is removed.</param>
    /// <param name="port">Null takes a free one.</param>
    /// <param name="authentication">Basic credentials are asked for; the first user must be created as
    /// administrator.</param>
    public static async Task<Influxd> StartAsync(
        string? folder = null, int? port = null, bool authentication = false,
        CancellationToken cancellationToken = default)
    {
        var server = new Influxd(
            folder ?? Directory.CreateTempSubdirectory("influxd-").FullName, folder is null, authentication);
        // Another process may take a free port before influxd does; then other ports are tried.
        for (var attempt = 1; ; attempt++)
        {
            var ports = FreePort.Take(2);
            server.Port = port ?? ports[0];
            server._rpcPort = ports[1];
            try
            {
                await server.RestartAsync(cancellationToken);
                return server;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts && port is null)
            {
            }
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is closed.</summary>
    public void Kill()
    {
        if (_process is null)
            return;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>
    /// <see cref="Kill"/> within a write of its log: the last entry of each file says 4,096 bytes, and has three.
    /// </summary>
    public void KillWhileItWrites()
    {
        Kill();
        var folder = Path.Combine(Folder, "wal");
        foreach (var log in Directory.EnumerateFiles(folder, "*.wal", SearchOption.AllDirectories))
            File.AppendAllBytes(log, [1, 0, 0, 16, 0, 1, 2, 3]);
    }

    /// <summary>Starts it again on the same folder and port; returns when it answers.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken = default)
    {
        Kill();
        var executable = FindExecutable() ?? throw new InvalidOperationException(WhyAbsent);
        var configuration = Path.Combine(Folder, "influxd.conf");
        await File.WriteAllTextAsync(configuration, Configuration(), cancellationToken);
        var start = new ProcessStartInfo(executable, ["-config", configuration])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Remove("INFLUXDB_CONFIG_PATH");
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += static (_, _) => { };
        _process.OutputDataReceived += static (_, _) => { };
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
        await WaitUntilItAnswersAsync(_process, cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task WaitUntilItAnswersAsync(Process process, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = Url };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            if (process.HasExited)
                throw new InvalidOperationException($"influxd ended with {process.ExitCode} on port {Port}");
            try
            {
                using var answer = await client.GetAsync(new Uri("/ping", UriKind.Relative), cancellationToken);
                if (answer.StatusCode == HttpStatusCode.NoContent)
                    return;
            }
            catch (HttpRequestException)
            {
            }

            if (Stopwatch.GetElapsedTime(started) > StartTimeout)
                throw new InvalidOperationException($"influxd did not answer within {StartTimeout}");
            await Task.Delay(PingInterval, TimeProvider.System, cancellationToken);
        }
    }

    private static string? FindExecutable() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Append("/usr/sbin").Append("/usr/bin")
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, "influxd"))
            .FirstOrDefault(File.Exists);

    private string Configuration() => $"""
        reporting-disabled = true
        bind-address = "127.0.0.1:{_rpcPort}"
        [meta]
          dir = "{Folder}/meta"
        [data]
          dir = "{Folder}/data"
          wal-dir = "{Folder}/wal"
          query-log-enabled = false
          max-series-per-database = 0
          max-values-per-tag = 0
        [monitor]
          store-enabled = false
        [subscriber]
          enabled = false
        [continuous_queries]
          enabled = false
        [http]
          bind-address = "127.0.0.1:{Port}"
          log-enabled = false
          auth-enabled = {(_authentication ? "true" : "false")}
        """;
}
