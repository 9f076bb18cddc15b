using System.CommandLine;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>Who is told of gaps, and how that went.</summary>
internal static class HooksCommand
{
    public static Command Build(CommandContext context) => new("hooks", "Tells other programs and group chats of gaps")
    {
        HooksAddCommand.Build(context),
        BuildList(context),
        BuildDelete(context),
        BuildTest(context),
        BuildDeliveries(context),
    };

    public static Table TableOf(IEnumerable<Hook> hooks)
    {
        var table = TextTable.Of("HOOK", "NAME", "FORMAT", "TARGET", "SIGNED", "QUIET", "CREATED");
        foreach (var hook in hooks)
        {
            var quiet = hook.QuietHours?.Windows.Select(window => $"{window.Start}-{window.End}") ?? [];
            table.Row(
                ValueText.IdOf(hook.Name),
                hook.DisplayName,
                hook.Format.ToString().ToLowerInvariant(),
                hook.Target,
                hook.Signed ? "yes" : "no",
                string.Join(' ', quiet),
                ValueText.Of(hook.CreateTime));
        }

        return table;
    }

    private static Argument<string> IdArgument() => new("id") { Description = "The hook" };

    private static string NameOf(ServerLink server, string id) => $"{server.Exercise}/hooks/{id}";

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "All hooks of the exercise; what is secret is not shown");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var all = new ListHooksResponse();
            await Paging.ReadAllAsync(
                async token =>
                {
                    var request = new ListHooksRequest
                    {
                        Parent = server.Exercise,
                        PageSize = Paging.Rows,
                        PageToken = token,
                    };
                    var page = await server.Hooks.ListHooksAsync(request, cancellationToken: cancellationToken);
                    all.Hooks.Add(page.Hooks);
                    return page.NextPageToken;
                },
                cancellationToken);
            context.Show(parsed, all, () => TableOf(all.Hooks));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildDelete(CommandContext context)
    {
        var id = IdArgument();
        var command = new Command("delete", "Removes a hook; what is pending is not sent any more") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new DeleteHookRequest { Name = NameOf(server, parsed.GetRequiredValue(id)) };
            var done = await server.Hooks.DeleteHookAsync(request, cancellationToken: cancellationToken);
            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(done));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildTest(CommandContext context)
    {
        var id = IdArgument();
        var command = new Command("test", "Sends a test message at once and tells how it went") { id };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new TestHookRequest { Name = NameOf(server, parsed.GetRequiredValue(id)) };
            var answer = await server.Hooks.TestHookAsync(request, cancellationToken: cancellationToken);
            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(answer));
            if (!answer.Delivered)
                throw new CommandFailure(ExitCode.Refused, $"not delivered: {answer.Attempt.Error}");
            if (!context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(
                    $"delivered in {answer.Attempt.Duration.ToTimeSpan().TotalMilliseconds:0} ms");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildDeliveries(CommandContext context)
    {
        var id = IdArgument();
        var limit = new Option<int>("--limit") { Description = "How many", DefaultValueFactory = _ => 50 };
        var state = new Option<HookDeliveryState>("--state") { Description = "Pending, Delivered or GivenUp" };
        var command = new Command("deliveries", "Messages of a hook, newest first, and what became of them")
        {
            id, limit, state,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new ListHookDeliveriesRequest
            {
                Parent = NameOf(server, parsed.GetRequiredValue(id)),
                PageSize = Math.Clamp(parsed.GetValue(limit), 1, Paging.Rows),
                State = parsed.GetValue(state),
            };
            var page = await server.Hooks.ListHookDeliveriesAsync(request, cancellationToken: cancellationToken);
            context.Show(parsed, page, () => TableOf(page.Deliveries));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(IEnumerable<HookDelivery> deliveries)
    {
        var table = TextTable.Of("NO", "TYPE", "STATE", "ATTEMPTS", "CREATED", "NEXT", "LAST ERROR", "KEY");
        foreach (var delivery in deliveries)
        {
            table.Row(
                ValueText.IdOf(delivery.Name),
                delivery.EventType,
                delivery.State.ToString().ToLowerInvariant(),
                $"{delivery.AttemptCount}",
                ValueText.Of(delivery.CreateTime),
                ValueText.Of(delivery.NextAttemptTime),
                delivery.Attempts.LastOrDefault()?.Error ?? "",
                delivery.EventId);
        }

        return table;
    }
}
