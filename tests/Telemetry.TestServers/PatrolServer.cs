using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Telemetry.TestServers;

/// <summary>The real server as a process of its own, on free loopback ports, with a folder of its own.</summary>
public sealed partial class PatrolServer : IAsyncDisposable
{
    /// <summary>The DuckDB file in <see cref="Folder"/>.</summary>
    public const string DuckDbFileName = "patrol.duckdb";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(120);

    private readonly string[] _program;
    private readonly string[] _settings;
    private Process? _process;

    private PatrolServer(string folder, string[] program, string[] settings) =>
        (Folder, _program, _settings) = (folder, program, settings);

    public string Folder { get; }

    public Uri GrpcUrl { get; private set; } = new("http://127.0.0.1:0");

    public Uri HttpUrl { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Processor time spent since the last start.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process?.Refresh();
            return _process?.TotalProcessorTime ?? TimeSpan.Zero;
        }
    }

    /// <summary>All that the server has written, for a failure's message.</summary>
    public string Log => File.ReadAllText(LogPath);

    private string LogPath => Path.Combine(Folder, "server.log");

    /// <param name="settings">Further settings as on the command line, <c>--Section:Name=value</c>.</param>
    public static Task<PatrolServer> StartAsync(params string[] settings) => StartProgramAsync([ServerDll()], settings);

    /// <summary>Starts another program that takes the same settings and prints the same line.</summary>
    /// <param name="program">Its assembly's path and what comes before the settings.</param>
    public static async Task<PatrolServer> StartProgramAsync(string[] program, params string[] settings)
    {
        var server = Prepare(program, settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>A folder for a server that <see cref="StartAgainAsync"/> will start for the first time.</summary>
    public static PatrolServer Prepare(params string[] settings) => Prepare([ServerDll()], settings);

    /// <summary>Starts on the same folder and, after the first time, the same ports; returns when it listens.</summary>
    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Folder,
        };
        string[] arguments =
        [
            .. _program, $"--Server:GrpcUrl={GrpcUrl}", $"--Server:HttpUrl={HttpUrl}",
            $"--Storage:DuckDbPath={Path.Combine(Folder, DuckDbFileName)}", .. _settings,
        ];
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        var process = _process = Process.Start(start)!;
        var listening = new TaskCompletionSource<Match>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Note(object sender, DataReceivedEventArgs line)
        {
            if (line.Data is null)
                return;
            lock (listening)
                File.AppendAllText(LogPath, line.Data + "\n");
            if (ListeningLine().Match(line.Data) is { Success: true } match)
                listening.TrySetResult(match);
        }

        process.OutputDataReceived += Note;
        process.ErrorDataReceived += Note;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var ended = process.WaitForExitAsync();
        await Task.WhenAny(listening.Task, ended).WaitAsync(StartTimeout);
        if (!listening.Task.IsCompleted)
            throw new InvalidOperationException($"The server ended with code {process.ExitCode}:\n{Log}");
        var found = await listening.Task;
        GrpcUrl = new Uri(found.Groups["grpc"].Value);
        HttpUrl = new Uri(found.Groups["http"].Value);
    }

    /// <summary>SIGKILL: nothing is flushed, nobody is told.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(Folder, recursive: true);
    }

    [GeneratedRegex(@"listening grpc=(?<grpc>\S+) http=(?<http>\S+)")]
    private static partial Regex ListeningLine();

    private static PatrolServer Prepare(string[] program, string[] settings) =>
        new(Directory.CreateTempSubdirectory("patrol-").FullName, program, settings);

    /// <summary>As built beside the tests, in the same configuration.</summary>
    private static string ServerDll()
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = here.Parent!.Name;
        var root = here;
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Telemetry.sln")))
            root = root.Parent;
        var dll = Path.Combine(
            root?.FullName ?? "", "src", "Telemetry.Server", "bin", configuration, here.Name, "Telemetry.Server.dll");
        return File.Exists(dll)
            ? dll
            : throw new FileNotFoundException($"Build Telemetry.Server ({configuration}) first", dll);
    }
}
