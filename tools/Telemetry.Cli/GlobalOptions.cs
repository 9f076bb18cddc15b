using System.CommandLine;

namespace Telemetry.Cli;

/// <summary>Options that every command has.</summary>
internal sealed class GlobalOptions
{
    public const string ServerVariable = "PATROL_SERVER";
    public const string TokenVariable = "PATROL_TOKEN";
    public const string DefaultServer = "http://127.0.0.1:5080";

    public Option<string> Server { get; } = new("--server")
    {
        Description = $"Address of the server's gRPC port (or {ServerVariable})",
        Recursive = true,
        DefaultValueFactory = _ => FromEnvironment(ServerVariable) ?? DefaultServer,
    };

    public Option<string> Exercise { get; } = new("--exercise", "-e")
    {
        Description = "Id of the exercise",
        Recursive = true,
        DefaultValueFactory = _ => "live",
    };

    public Option<string?> Token { get; } = new("--token")
    {
        Description = $"Bearer token (or {TokenVariable})",
        Recursive = true,
        DefaultValueFactory = _ => FromEnvironment(TokenVariable),
    };

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Write JSON: one document, or a line each for what goes on",
        Recursive = true,
    };

    public void AddTo(Command root)
    {
        root.Options.Add(Server);
        root.Options.Add(Exercise);
        root.Options.Add(Token);
        root.Options.Add(Json);
    }

    private static string? FromEnvironment(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
