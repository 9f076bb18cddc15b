using System.CommandLine;
using Grpc.Core;
using Telemetry.Cli.Commands;

namespace Telemetry.Cli;

/// <summary>
/// The command <c>patrol</c>: its tree, and the one place where a failure becomes a line and an exit code.
/// </summary>
internal static class PatrolCommand
{
    public static async Task<int> RunAsync(string[] args, CommandIo io, CancellationToken cancellationToken)
    {
        var parsed = Build(io).Parse(args);
        if (parsed.Errors.Count > 0)
            return await FailAsync(io, ExitCode.Usage, $"{parsed.Errors[0].Message} (see --help)");

        var invocation = new InvocationConfiguration
        {
            Output = io.Out,
            Error = io.Error,
            EnableDefaultExceptionHandler = false,
        };
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            return await FailAsync(io, failure.ExitCode, failure.Message);
        }
        catch (RpcException e) when (e.StatusCode != StatusCode.Cancelled)
        {
            var (exitCode, message) = ServerRefusal.Describe(e);
            return await FailAsync(io, exitCode, message);
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException)
        {
            return await FailAsync(io, ExitCode.Interrupted, "interrupted");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return await FailAsync(io, ExitCode.BadInput, e.Message);
        }
    }

    private static RootCommand Build(CommandIo io)
    {
        var context = new CommandContext(new GlobalOptions(), io);
        var root = new RootCommand($"Patrol telemetry from the terminal. {ExitCode.Help}")
        {
            ExercisesCommand.Build(context),
            PlanCommand.Build(context),
            GapsCommand.Build(context),
            HooksCommand.Build(context),
            ForecastCommand.Build(context),
            CoverageCommand.Build(context),
            DevicesCommand.Build(context),
            TrackCommand.Build(context),
            ExportCommand.Build(context),
            ReportCommand.Build(context),
            ReplayCommand.Build(context),
            SimulateCommand.Build(context),
            ScoreCommand.Build(context),
        };
        context.Global.AddTo(root);
        return root;
    }

    private static async Task<int> FailAsync(CommandIo io, int exitCode, string message)
    {
        var words = message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        await io.Error.WriteLineAsync($"patrol: {string.Join(' ', words)}");
        return exitCode;
    }
}
