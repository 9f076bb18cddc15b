namespace Telemetry.Cli.Tests.Formats;

/// <summary>
/// Public tracks that are not part of this project. Where they are absent, their tests skip and say so.
/// </summary>
internal static class SharedData
{
    public static string Folder(string name)
    {
        var folder = Path.Combine(Root() ?? "", name);
        Skip.IfNot(
            Root() is not null && Directory.Exists(folder),
            $"the public data '{name}' is absent: set PATROL_TEST_DATA to the folder that holds it");
        return folder;
    }

    public static string File(string folder, string name) => Path.Combine(Folder(folder), name);

    private static string? Root()
    {
        if (Environment.GetEnvironmentVariable("PATROL_TEST_DATA") is { Length: > 0 } told)
            return told;
        for (var here = new DirectoryInfo(AppContext.BaseDirectory); here is not null; here = here.Parent)
            if (here.GetFiles("Telemetry.sln").Length > 0)
                return Path.GetFullPath(Path.Combine(here.FullName, "..", "shared", "data"));
        return null;
    }
}
