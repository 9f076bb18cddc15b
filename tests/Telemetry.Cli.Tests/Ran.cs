using System.Text;

namespace Telemetry.Cli.Tests;

/// <summary>What one run of the command gave.</summary>
internal sealed record Ran(int ExitCode, string Out, string Error)
{
    public static async Task<Ran> PatrolAsync(params string[] args)
    {
        var (output, error, bytes) = (new StringWriter(), new StringWriter(), new MemoryStream());
        var io = new CommandIo(output, error, () => bytes, TimeProvider.System, IsErrorTerminal: false);
        var exitCode = await PatrolCommand.RunAsync(args, io, CancellationToken.None);
        return new Ran(exitCode, output + Encoding.UTF8.GetString(bytes.ToArray()), error.ToString());
    }
}
