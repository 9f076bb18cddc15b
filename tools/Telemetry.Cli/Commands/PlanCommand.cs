using System.CommandLine;
using Google.Rpc;
using Grpc.Core;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

internal static class PlanCommand
{
    public static Command Build(CommandContext context) => new("plan", "What is to be patrolled, and how well")
    {
        BuildValidate(context),
        BuildApply(context),
        BuildGet(context),
        BuildList(context),
        PlanBacktestCommand.Build(context),
    };

    private static Command BuildValidate(CommandContext context)
    {
        var file = FileArgument();
        var command = new Command("validate", "Lists every fault of a plan; changes nothing") { file };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var document = await PlanFileReader.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            using var server = context.Connect(parsed);
            var request = new ValidatePlanRequest { Exercise = server.Exercise, Geojson = document };
            var answer = await server.Plans.ValidatePlanAsync(request, cancellationToken: cancellationToken);
            if (context.WantsJson(parsed))
                await context.Io.Out.WriteLineAsync(JsonText.Of(answer));
            else if (answer.FaultCount > 0)
                TextTable.Write(context.Io.Out, TableOf(answer.Faults));
            else
                await context.Io.Out.WriteLineAsync($"good: {answer.PlaceCount} places, {answer.DeviceCount} devices");
            return answer.FaultCount == 0
                ? ExitCode.Ok
                : throw CommandFailure.BadInput($"the plan has {answer.FaultCount} fault(s)");
        });
        return command;
    }

    private static Command BuildApply(CommandContext context)
    {
        var file = FileArgument();
        var author = new Option<string>("--author")
        {
            Description = "Who applies it, for the record",
            DefaultValueFactory = _ => Environment.UserName,
        };
        var expect = new Option<int?>("--expect-version") { Description = "Refuse unless this version is in force" };
        var command = new Command("apply", "Puts a plan in force from the exercise's clock on")
        {
            file, author, expect,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var document = await PlanFileReader.ReadAsync(parsed.GetRequiredValue(file), cancellationToken);
            using var server = context.Connect(parsed);
            var request = new ApplyPlanRequest
            {
                Exercise = server.Exercise,
                Geojson = document,
                Author = parsed.GetValue(author),
            };
            if (parsed.GetValue(expect) is { } version)
                request.ExpectedVersion = version;
            var applied = await ApplyAsync(server, request, cancellationToken);
            // The document went in a moment ago; it need not come back.
            applied.Geojson = Google.Protobuf.ByteString.Empty;
            context.Show(parsed, applied, () => TableOf([applied]));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A plan with faults is bad input, not a refusal.</summary>
    public static async Task<PlanVersion> ApplyAsync(
        ServerLink server, ApplyPlanRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await server.Plans.ApplyPlanAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (IsFaulty(e))
        {
            throw CommandFailure.BadInput(ServerRefusal.Describe(e).Message);
        }
    }

    /// <summary>The server names what is wrong with what it was sent.</summary>
    public static bool IsFaulty(RpcException e) =>
        e.StatusCode == StatusCode.InvalidArgument && e.GetRpcStatus()?.GetDetail<BadRequest>() is not null;

    private static Command BuildGet(CommandContext context)
    {
        var version = new Argument<string>("version")
        {
            Description = "Number of the version, or current",
            DefaultValueFactory = _ => "current",
        };
        var command = new Command("get", "Writes a version's GeoJSON document; with --json what is known about it too")
        {
            version,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = new GetPlanRequest { Name = $"{server.Exercise}/plans/{parsed.GetValue(version)}" };
            var plan = await server.Plans.GetPlanAsync(request, cancellationToken: cancellationToken);
            await context.Io.Out.WriteLineAsync(
                context.WantsJson(parsed) ? JsonText.Of(plan) : plan.Geojson.ToStringUtf8().TrimEnd());
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command BuildList(CommandContext context)
    {
        var command = new Command("list", "Versions, newest first");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var all = new ListPlanVersionsResponse();
            await Paging.ReadAllAsync(
                async token =>
                {
                    var request = new ListPlanVersionsRequest
                    {
                        Parent = server.Exercise,
                        PageSize = Paging.Rows,
                        PageToken = token,
                    };
                    var page = await server.Plans.ListPlanVersionsAsync(request, cancellationToken: cancellationToken);
                    all.Plans.Add(page.Plans);
                    return page.NextPageToken;
                },
                cancellationToken);
            context.Show(parsed, all, () => TableOf(all.Plans));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Argument<string> FileArgument() => new("file") { Description = "GeoJSON document" };

    private static Table TableOf(IEnumerable<PlanVersion> plans)
    {
        var table = TextTable.Of("VERSION", "NAME", "IN FORCE FROM", "APPLIED", "BY", "PLACES", "DEVICES");
        foreach (var plan in plans)
        {
            table.Row(
                $"{plan.Version}",
                plan.DisplayName,
                ValueText.Of(plan.EffectiveTime),
                ValueText.Of(plan.CreateTime),
                plan.Author,
                $"{plan.PlaceCount}",
                $"{plan.DeviceCount}");
        }

        return table;
    }

    private static Table TableOf(IEnumerable<PlanFault> faults)
    {
        var table = TextTable.Of("FEATURE", "PROPERTY", "FAULT", "REASON");
        foreach (var fault in faults)
            table.Row(fault.FeatureId, fault.Property, fault.Code, fault.Reason);
        return table;
    }
}
