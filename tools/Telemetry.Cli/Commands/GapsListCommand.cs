using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Commands;

internal static class GapsListCommand
{
    public static Command Build(CommandContext context)
    {
        var options = new GapFilterOptions();
        var command = new Command("list", "Gaps as they are known, oldest first; without --state those not retracted");
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var gaps = await ReadAsync(server, options.RequestOf(parsed, server.Exercise), cancellationToken);
            var answer = new ListGapsResponse { Gaps = { gaps } };
            context.Show(parsed, answer, () => GapsCommand.TableOf(gaps));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Every page, in an order that depends on the gaps alone: open time, then subject, then id.</summary>
    public static async Task<List<Gap>> ReadAsync(
        ServerLink server, ListGapsRequest request, CancellationToken cancellationToken)
    {
        var gaps = new List<Gap>();
        await Paging.ReadAllAsync(
            async token =>
            {
                request.PageToken = token;
                request.PageSize = Paging.Rows;
                var page = await server.Gaps.ListGapsAsync(request, cancellationToken: cancellationToken);
                gaps.AddRange(page.Gaps);
                return page.NextPageToken;
            },
            cancellationToken);
        return
        [
            .. gaps.OrderBy(gap => gap.OpenTime ?? new Timestamp())
                .ThenBy(gap => gap.Subject, StringComparer.Ordinal)
                .ThenBy(gap => gap.Name, StringComparer.Ordinal),
        ];
    }
}
