namespace Telemetry.Core.Tests.Plans.Documents;

/// <summary>The folder in which schema, description and sample are published.</summary>
internal static class PublishedPlans
{
    public static byte[] Read(string file) => File.ReadAllBytes(Path.Combine(Root(), "src", "plans", file));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Telemetry.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("no folder above the tests has Telemetry.sln");
    }
}
