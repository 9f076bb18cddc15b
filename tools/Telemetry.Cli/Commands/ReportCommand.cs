using System.CommandLine;
using Telemetry.Cli.Output;

namespace Telemetry.Cli.Commands;

/// <summary>The shift report as one HTML page, or as PDF where Chromium is installed.</summary>
internal static class ReportCommand
{
    public static Command Build(CommandContext context)
    {
        var from = TimeArgument.Time("--from", "Start of the duty window; default: the last one that has begun");
        var to = TimeArgument.Time("--to", "Its end");
        var area = new Option<string?>("--area") { Description = "Only this area; default: all" };
        var language = new Option<string>("--lang")
        {
            Description = "en or zh",
            DefaultValueFactory = _ => "en",
        };
        language.AcceptOnlyFromAmong("en", "zh");
        var html = new Option<string?>("--html") { Description = "File for the page; default: to the terminal" };
        var pdf = new Option<string?>("--pdf") { Description = "File for the page as PDF, made by Chromium" };
        var command = new Command("report", "The shift report of an area and a duty window")
        {
            from, to, area, language, html, pdf,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var server = context.Connect(parsed);
            var pdfPath = parsed.GetValue(pdf);
            var chromium = pdfPath is null ? null : Chromium.Find();
            var page = parsed.GetValue(html)
                ?? (pdfPath is null ? null : Path.Combine(Path.GetTempPath(), $"patrol-{Guid.NewGuid():N}.html"));
            (string, string?)[] query =
            [
                ("from", ExportCommand.Text(parsed.GetValue(from))), ("to", ExportCommand.Text(parsed.GetValue(to))),
                ("area", parsed.GetValue(area)), ("lang", parsed.GetValue(language)),
            ];
            try
            {
                await server.Files.FetchAsync(
                    $"/v1/{server.Exercise}/report", query,
                    () => page is null ? context.Io.OpenBytes() : File.Create(page), cancellationToken);
                if (pdfPath is not null)
                    await Chromium.PrintAsync(chromium!, page!, pdfPath, cancellationToken);
            }
            finally
            {
                if (page is not null && parsed.GetValue(html) is null)
                    File.Delete(page);
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
