using Telemetry.Server.Hosting;

return await PatrolServer.RunAsync(args);
