using System.Diagnostics;

namespace Telemetry.EndToEnd.House;

/// <summary>The contract's style, and that nothing published breaks.</summary>
public sealed class ContractTests
{
    [SkippableTheory]
    [InlineData("lint")]
    [InlineData("breaking")]
    public async Task Buf_OnContract_FindsNothing(string check)
    {
        Skip.IfNot(
            Directory.Exists(Path.Combine(RepositoryRoot.Path, "protos/node_modules")),
            "buf is not installed: npm ci in protos");
        using var process = Process.Start(new ProcessStartInfo(Path.Combine(RepositoryRoot.Path, "tools/protos"), check)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = await process.StandardOutput.ReadToEndAsync() + await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output);
    }
}
