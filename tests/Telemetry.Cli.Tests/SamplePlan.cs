namespace Telemetry.Cli.Tests;

/// <summary>The sample plan of this repository, found from where the tests run.</summary>
internal static class SamplePlan
{
    public static string Path { get; } = Repository.PathOf("src/plans/old-quarter.geojson");
}

/// <summary>The repository that these tests were built from.</summary>
internal static class Repository
{
    public static string PathOf(string relative) => System.IO.Path.Combine(Root, relative);

    private static string Root
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                if (File.Exists(System.IO.Path.Combine(at.FullName, "Telemetry.sln")))
                    return at.FullName;
            }

            throw new InvalidOperationException("These tests run inside the repository");
        }
    }
}
