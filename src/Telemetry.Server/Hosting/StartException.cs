namespace Telemetry.Server.Hosting;

/// <summary>The server must not or cannot start; the message is the one line that says why.</summary>
internal sealed class StartException(string message) : Exception(message);
