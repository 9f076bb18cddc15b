using System.CommandLine;
using Google.Protobuf;

namespace Telemetry.Cli.Playback;

/// <summary>Plays a script as the options say, and tells what became of it.</summary>
internal static class PlaybackCommand
{
    /// <param name="drill">The drill to make; null to play into the exercise that the options name.</param>
    public static async Task<int> RunAsync(
        CommandContext context,
        ParseResult parsed,
        TargetOptions options,
        string? drill,
        Script script,
        PlaybackSource source,
        CancellationToken cancellationToken)
    {
        using var server = context.Connect(parsed, drill);
        var request = new TargetRequest(
            drill is not null,
            parsed.GetValue(options.Replace),
            parsed.GetValue(options.Resume),
            source.DisplayName,
            source.Plan,
            Environment.UserName);
        var target = await Target.PrepareAsync(server, request, script.StartUs, cancellationToken);
        var playback = new PlaybackOptions(
            parsed.GetValue(options.Speed), target.IsDrill, target.ResumeFromUs, options.PatienceOf(parsed));
        var player = new Player(server, playback, context.Io.Time);
        var progress = new ProgressLine(context.Io);
        PlaybackFigures figures;
        try
        {
            var played = await player.PlayAsync(script, progress.Show, cancellationToken);
            figures = played with { UnreadRows = source.UnreadRows };
        }
        finally
        {
            progress.End();
        }

        await context.Io.Out.WriteLineAsync(context.WantsJson(parsed) ? figures.ToJson() : figures.ToText());
        return figures.IsPartly ? ExitCode.Partly : ExitCode.Ok;
    }
}

/// <summary>What a script was made from.</summary>
/// <param name="DisplayName">Names the drill for people.</param>
/// <param name="Plan">Applied before anything is sent; null leaves what is in force.</param>
/// <param name="UnreadRows">Rows that could not be read.</param>
internal sealed record PlaybackSource(string DisplayName, ByteString? Plan, long UnreadRows);
