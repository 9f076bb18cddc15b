namespace Telemetry.Cli;

/// <summary>The command cannot do what was asked; the message is one line for a person.</summary>
internal sealed class CommandFailure(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    public static CommandFailure Usage(string message) => new(Cli.ExitCode.Usage, message);

    public static CommandFailure BadInput(string message) => new(Cli.ExitCode.BadInput, message);
}
