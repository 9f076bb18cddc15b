using System.ComponentModel;
using System.Diagnostics;

namespace Telemetry.Bench.Postgis;

/// <summary>
/// A PostgreSQL of its own in a temporary folder, reached by a socket there alone, stopped and removed at the end. It
/// is set for speed: much memory, no fsync, all processors.
/// </summary>
internal sealed class PostgresCluster : IDisposable
{
    private const string ProgramsVariable = "PATROL_POSTGRES_BIN";
    private const string User = "bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("patrol-postgis-");

    public PostgresCluster()
    {
        GiveToServer(_folder.FullName);
        string[] settings =
        [
            "listen_addresses=''", $"unix_socket_directories='{_folder.FullName}'", "shared_buffers=2GB",
            "work_mem=1GB", "maintenance_work_mem=1GB", "fsync=off", "synchronous_commit=off",
            "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=16GB", "autovacuum=off",
            $"max_parallel_workers_per_gather={Environment.ProcessorCount}",
        ];
        Serve("initdb", "-D", Data, "-U", User, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync");
        Serve(
            "pg_ctl", "start", "-w", "-s", "-D", Data, "-l", Path.Combine(_folder.FullName, "log"),
            "-o", string.Join(' ', settings.Select(setting => "-c " + setting)));
    }

    private string Data => Path.Combine(_folder.FullName, "data");

    /// <summary>Rows for COPY, readable by the server.</summary>
    public string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllLines(path, lines);
        GiveToServer(path);
        return path;
    }

    /// <summary>Runs one of the scripts beside this file; returns what it prints.</summary>
    public string RunScript(string name, params (string Name, object Value)[] variables)
    {
        using var script = typeof(PostgresCluster).Assembly.GetManifestResourceStream(typeof(PostgresCluster), name)!;
        using var reader = new StreamReader(script);
        return Run(
            "psql",
            [
                "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", _folder.FullName, "-U", User, "-d", "postgres",
                .. variables.SelectMany(variable => new[] { "-v", $"{variable.Name}={variable.Value}" }),
            ],
            reader.ReadToEnd());
    }

    public void Dispose()
    {
        Serve("pg_ctl", "stop", "-w", "-s", "-m", "immediate", "-D", Data);
        _folder.Delete(recursive: true);
    }

    /// <summary>Debian keeps the server's own programs out of the path.</summary>
    private static string Program(string name)
    {
        var folder = Environment.GetEnvironmentVariable(ProgramsVariable);
        return string.IsNullOrEmpty(folder) ? name : Path.Combine(folder, name);
    }

    private static void GiveToServer(string path)
    {
        if (Environment.IsPrivilegedProcess)
            Run("chown", ["postgres", path]);
    }

    /// <summary>A server refuses to run as root; the package has made a user for it.</summary>
    private static void Serve(string program, params string[] arguments)
    {
        if (Environment.IsPrivilegedProcess)
            Run("runuser", ["-u", "postgres", "--", Program(program), .. arguments]);
        else
            Run(Program(program), arguments);
    }

    private static string Run(string program, string[] arguments, string input = "")
    {
        // Figures alone go to the standard output; errors are seen where they come up.
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        using var process = Start(start);
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchFailedException($"{program} ended with {process.ExitCode}.");
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new BenchFailedException($"{start.FileName} cannot be started: {e.Message}.");
        }
    }
}
