using System.CommandLine;
using Patrol.Telemetry.V1;
using Spectre.Console;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

internal static class DevicesCommand
{
    public static Command Build(CommandContext context)
    {
        var command = new Command("devices", "Devices on the roster or seen in the exercise");
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var all = new ListDevicesResponse();
            await Paging.ReadAllAsync(
                async token =>
                {
                    var request = new ListDevicesRequest
                    {
                        Parent = server.Exercise,
                        PageSize = Paging.Rows,
                        PageToken = token,
                    };
                    var page = await server.Fleet.ListDevicesAsync(request, cancellationToken: cancellationToken);
                    all.Devices.Add(page.Devices);
                    return page.NextPageToken;
                },
                cancellationToken);
            context.Show(parsed, all, () => TableOf(all.Devices));
            return ExitCode.Ok;
        });
        return command;
    }

    private static Table TableOf(IEnumerable<Device> devices)
    {
        var table = TextTable.Of(
            "DEVICE", "CALL SIGN", "KIND", "UNIT", "LAST FIX", "POSITION", "BATTERY", "STATUS", "REPORTS");
        foreach (var device in devices)
        {
            table.Row(
                ValueText.IdOf(device.Name),
                device.CallSign,
                ValueText.Of(device.Kind),
                device.Unit,
                ValueText.Of(device.LastFixTime),
                device.Position is { } at ? $"{at.LatitudeDeg:F6} {at.LongitudeDeg:F6}" : "",
                device.HasBatteryPercent ? $"{device.BatteryPercent:F0} %" : "",
                device.Status == DeviceStatus.Unspecified ? "" : $"{device.Status}",
                $"{device.ReportCount}");
        }

        return table;
    }
}
