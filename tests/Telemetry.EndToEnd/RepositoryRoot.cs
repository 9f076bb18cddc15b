namespace Telemetry.EndToEnd;

/// <summary>Where the tests find what they hold the product against.</summary>
internal static class RepositoryRoot
{
    public static readonly string Path = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Telemetry.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests run inside the repository");
    }
}
