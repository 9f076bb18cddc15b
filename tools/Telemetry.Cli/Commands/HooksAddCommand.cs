using System.CommandLine;
using Patrol.Telemetry.V1;
using Telemetry.Cli.Output;
using Option = System.CommandLine.Option;

namespace Telemetry.Cli.Commands;

internal static class HooksAddCommand
{
    public static Command Build(CommandContext context)
    {
        var id = new Argument<string>("id") { Description = "1 to 48 of a-z, 0-9 and -, beginning with a letter" };
        var url = new Argument<string>("url") { Description = "Where messages are posted, http or https" };
        var name = Text("--name", "For people");
        var format = new Option<HookFormat>("--format") { Description = "CloudEvents, WeCom, DingTalk or Feishu" };
        var language = new Option<HookLanguage>("--language") { Description = "Of messages to robots" };
        var secretFile = new Option<FileInfo?>("--secret-file")
        {
            Description = "File whose first line is the secret that messages are signed with",
        };
        var zone = Text("--time-zone", "IANA zone of quiet hours and of times in messages to robots; without it UTC");
        var events = Many<HookEvent>("--event", "Opened, Resolved, Retracted, CertaintyChanged, Acknowledged");
        var kinds = Many<string>("--kind", $"Of gaps of this kind, one of {GapWords.AllKinds}");
        var areas = Many<string>("--area", "Of this area and its places");
        var subjects = Many<string>("--subject", "Of places/ID, areas/ID or devices/ID");
        var rules = Many<string>("--rule", "Of gaps of this rule");
        var states = Many<GapState>("--state", "Of gaps that are then Open, Resolved or Retracted");
        var certainty = new Option<Certainty>("--certainty") { Description = "Of gaps that are then so" };
        var priority = new Option<double>("--min-priority") { Description = "Of gaps of places that weigh so much" };
        var quiet = Many<string>("--quiet", "Daily span of local time in which nothing is sent, HH:MM-HH:MM");
        var drop = new Option<bool>("--quiet-drop") { Description = "What happens then is never told, not held" };
        var digest = new Option<int?>("--digest-over") { Description = "More events at once make one; 0 never" };
        var command = new Command("add", "Adds a hook; options that may be repeated widen what it is told")
        {
            id, url,
        };
        foreach (var option in (Option[])[
            name, format, language, secretFile, zone, events, kinds, areas, subjects, rules, states, certainty,
            priority, quiet, drop, digest])
            command.Options.Add(option);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var hook = new Hook
            {
                Url = parsed.GetRequiredValue(url),
                DisplayName = parsed.GetValue(name) ?? "",
                Secret = SecretOf(parsed.GetValue(secretFile)),
                Format = parsed.GetValue(format),
                Language = parsed.GetValue(language),
                TimeZone = parsed.GetValue(zone) ?? "",
                Filter = new HookFilter
                {
                    Events = { parsed.GetValue(events) },
                    Kinds = { parsed.GetValue(kinds)!.Select(KindOf) },
                    Areas = { parsed.GetValue(areas) },
                    Subjects = { parsed.GetValue(subjects) },
                    Rules = { parsed.GetValue(rules) },
                    States = { parsed.GetValue(states) },
                    Certainty = parsed.GetValue(certainty),
                    MinPriority = parsed.GetValue(priority),
                },
                QuietHours = QuietOf(parsed.GetValue(quiet)!, parsed.GetValue(drop)),
            };
            if (parsed.GetValue(digest) is { } over)
                hook.DigestOver = over;
            using var server = context.Connect(parsed);
            var request = new CreateHookRequest
            {
                Parent = server.Exercise,
                HookId = parsed.GetRequiredValue(id),
                Hook = hook,
            };
            var made = await server.Hooks.CreateHookAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, made, () => HooksCommand.TableOf([made]));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Option<T[]> Many<T>(string name, string description) => new(name)
    {
        Description = $"{description}; may be repeated",
        DefaultValueFactory = _ => [],
    };

    /// <summary>From a file, for a command line is seen by everybody on the machine.</summary>
    private static string SecretOf(FileInfo? file) =>
        file is null ? "" : File.ReadLines(file.FullName).FirstOrDefault()?.Trim() ?? "";

    private static GapKind KindOf(string word) =>
        GapWords.TryRead(word, out var kind)
            ? kind
            : throw CommandFailure.Usage($"--kind: '{word}' is none of {GapWords.AllKinds}");

    private static QuietHours? QuietOf(string[] spans, bool drops)
    {
        if (spans.Length == 0)
            return drops ? throw CommandFailure.Usage("--quiet-drop needs --quiet") : null;
        var quiet = new QuietHours { Mode = drops ? QuietMode.Drop : QuietMode.Hold };
        foreach (var span in spans)
        {
            if (span.Split('-') is not [var start, var end])
                throw CommandFailure.Usage($"--quiet: '{span}' is not HH:MM-HH:MM");
            quiet.Windows.Add(new QuietWindow { Start = start, End = end });
        }

        return quiet;
    }
}
