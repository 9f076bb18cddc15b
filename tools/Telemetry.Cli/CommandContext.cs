using System.CommandLine;
using Google.Protobuf;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli;

/// <summary>What every command is built with.</summary>
internal sealed record CommandContext(GlobalOptions Global, CommandIo Io)
{
    public ServerLink Connect(ParseResult parsed, string? exerciseId = null) => new(
        parsed.GetRequiredValue(Global.Server),
        parsed.GetValue(Global.Token),
        exerciseId ?? parsed.GetRequiredValue(Global.Exercise));

    public bool WantsJson(ParseResult parsed) => parsed.GetValue(Global.Json);

    /// <summary>Writes the message as JSON, or what the table says.</summary>
    public void Show(ParseResult parsed, IMessage message, Func<Table> table)
    {
        if (WantsJson(parsed))
            Io.Out.WriteLine(JsonText.Of(message));
        else
            TextTable.Write(Io.Out, table());
    }
}
