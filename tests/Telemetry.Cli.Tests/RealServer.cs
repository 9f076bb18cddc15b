using System.Diagnostics;

namespace Telemetry.Cli.Tests;

/// <summary>The real server in a process of its own, on free ports and a folder of its own.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("patrol-cli-").FullName;
    private Process? _process;
    private int _port;

    public string Address => $"http://127.0.0.1:{_port}";

    public string Folder => _folder;

    /// <summary>Where the server was built to, in the configuration of these tests; null when it was not.</summary>
    private static string? Assembly
    {
        get
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            var path = Repository.PathOf($"src/Telemetry.Server/bin/{configuration}/net10.0/Telemetry.Server.dll");
            return File.Exists(path) ? path : null;
        }
    }

    public static async Task<RealServer> StartNewAsync()
    {
        var server = new RealServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts, or starts again on the same port and data.</summary>
    public async Task StartAsync()
    {
        Skip.If(Assembly is null, "the server is not built");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList =
            {
                Assembly!,
                "--Server:GrpcUrl", $"http://127.0.0.1:{_port}",
                "--Server:HttpUrl", "http://127.0.0.1:0",
                "--Storage:DuckDbPath", Path.Combine(_folder, "patrol.duckdb"),
            },
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove(GlobalOptions.ServerVariable);
        _process = Process.Start(start)!;
        var listening = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is { } text && text.Contains("listening grpc=", StringComparison.Ordinal))
                listening.TrySetResult(text);
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var said = await listening.Task.WaitAsync(StartPatience);
        var address = said[(said.IndexOf("grpc=", StringComparison.Ordinal) + 5)..].Split(' ')[0];
        _port = new Uri(address).Port;
    }

    /// <summary>As the power goes: no goodbye.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
