using System.ComponentModel;
using System.Diagnostics;

namespace Telemetry.EndToEnd;

/// <summary>A program that is not ours, run to its end; where it is not installed, the test is skipped.</summary>
internal static class OtherProgram
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<(int ExitCode, string Out, string Error)> RunAsync(
        string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start);
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        var output = process.StandardOutput.ReadToEndAsync(patience.Token);
        var error = process.StandardError.ReadToEndAsync(patience.Token);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        finally
        {
            process.Kill();
        }

        return (process.ExitCode, await output, await error);
    }

    /// <summary>As <see cref="RunAsync"/>, for what must go well.</summary>
    public static async Task<string> OutputAsync(string program, string folder, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(program, folder, arguments);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {error}");
        return output;
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new SkipException($"{start.FileName} is not installed");
        }
    }
}
