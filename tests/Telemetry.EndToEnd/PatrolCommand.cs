using System.Diagnostics;

namespace Telemetry.EndToEnd;

/// <summary>What one run of the command <c>patrol</c> gave, as a process of its own.</summary>
internal sealed record PatrolCommand(int ExitCode, string Out, string Error)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static async Task<PatrolCommand> RunAsync(Uri server, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { Dll },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in args)
            start.ArgumentList.Add(argument);
        start.Environment["PATROL_SERVER"] = server.ToString();
        using var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            return new PatrolCommand(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }

    /// <summary>As <see cref="RunAsync"/>, for what must go well and be silent about it.</summary>
    public static async Task<string> OutputAsync(Uri server, params string[] args)
    {
        var ran = await RunAsync(server, args);
        Assert.Equal((0, ""), (ran.ExitCode, ran.Error));
        return ran.Out;
    }

    private static string Dll => Path.Combine(
        RepositoryRoot.Path, "tools", "Telemetry.Cli", "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "patrol.dll");
}
