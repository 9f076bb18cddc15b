using System.Diagnostics;

namespace Telemetry.Cli.Output;

/// <summary>Prints a page to PDF by the Chromium or Chrome that is installed.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <exception cref="CommandFailure">None is installed.</exception>
    public static string Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        var suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + suffix)))
            .FirstOrDefault(File.Exists)
            ?? throw CommandFailure.Usage(
                $"--pdf: none of {string.Join(", ", Names)} is installed; use --html and print from a browser");
    }

    /// <exception cref="CommandFailure">It did not make the file.</exception>
    public static async Task PrintAsync(
        string chromium, string page, string pdf, CancellationToken cancellationToken)
    {
        var profile = Directory.CreateTempSubdirectory("patrol-print-");
        var target = Path.GetFullPath(pdf);
        File.Delete(target);
        var start = new ProcessStartInfo(chromium)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            // The page is our own, without scripts and without links to anywhere.
            ArgumentList =
            {
                "--headless", "--no-sandbox", "--disable-gpu", $"--user-data-dir={profile.FullName}",
                "--no-pdf-header-footer", $"--print-to-pdf={target}", new Uri(Path.GetFullPath(page)).AbsoluteUri,
            },
        };
        try
        {
            using var process = Process.Start(start)!;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            patience.CancelAfter(Patience);
            try
            {
                var said = process.StandardError.ReadToEndAsync(patience.Token);
                await process.StandardOutput.ReadToEndAsync(patience.Token);
                await process.WaitForExitAsync(patience.Token);
                if (process.ExitCode != 0 || !File.Exists(target))
                    throw CommandFailure.BadInput($"{chromium} did not print the page: {await said}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                throw CommandFailure.BadInput($"{chromium} did not print the page in {Patience.TotalSeconds} s");
            }
        }
        finally
        {
            try
            {
                profile.Delete(recursive: true);
            }
            catch (IOException)
            {
                // A process of the browser may still be going; it is in the folder for temporary files.
            }
        }
    }
}
