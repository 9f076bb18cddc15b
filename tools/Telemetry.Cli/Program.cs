using Telemetry.Cli;

return await PatrolCommand.RunAsync(args, CommandIo.OfConsole(), CancellationToken.None);
