namespace Telemetry.Cli;

/// <summary>Where a command writes and what clock it lives by; tests bring their own.</summary>
/// <param name="Out">What was asked for.</param>
/// <param name="Error">Errors and progress, so that <paramref name="Out"/> can be piped.</param>
/// <param name="OpenBytes">Opens the same place as <paramref name="Out"/> for files written to it.</param>
internal sealed record CommandIo(
    TextWriter Out, TextWriter Error, Func<Stream> OpenBytes, TimeProvider Time, bool IsErrorTerminal)
{
    public static CommandIo OfConsole() =>
        new(Console.Out, Console.Error, Console.OpenStandardOutput, TimeProvider.System, !Console.IsErrorRedirected);
}
