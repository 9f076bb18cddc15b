using System.CommandLine;
using Google.Protobuf.WellKnownTypes;
using Patrol.Telemetry.V1;

namespace Telemetry.Cli.Commands;

internal static class GapsListCommand
{
    public static Command Build(CommandContext context)
    {
        var options = new GapFilterOptions();
        var pressing = new Option<bool>("--by-priority")
        {
            Description = "Only the open ones, the most pressing first: by the place's weight and how late it is",
        };
        var command = new Command("list", "Gaps as they are known, oldest first; without --state those not retracted")
        {
            pressing,
        };
        options.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var request = options.RequestOf(parsed, server.Exercise);
            var gaps = parsed.GetValue(pressing)
                ? await ReadPressingAsync(server, request, cancellationToken)
                : await ReadAsync(server, request, cancellationToken);
            var answer = new ListGapsResponse { Gaps = { gaps } };
            context.Show(parsed, answer, () => GapsCommand.TableOf(gaps));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Every page, in an order that depends on the gaps alone: open time, then subject, then id.</summary>
    public static async Task<List<Gap>> ReadAsync(
        ServerLink server, ListGapsRequest request, CancellationToken cancellationToken) =>
    [
        .. (await ReadPagesAsync(server, request, cancellationToken)).OrderBy(gap => gap.OpenTime ?? new Timestamp())
            .ThenBy(gap => gap.Subject, StringComparer.Ordinal)
            .ThenBy(gap => gap.Name, StringComparer.Ordinal),
    ];

    private static Task<List<Gap>> ReadPressingAsync(
        ServerLink server, ListGapsRequest request, CancellationToken cancellationToken)
    {
        request.OrderBy = "priority";
        return ReadPagesAsync(server, request, cancellationToken);
    }

    private static async Task<List<Gap>> ReadPagesAsync(
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
        return gaps;
    }
}
