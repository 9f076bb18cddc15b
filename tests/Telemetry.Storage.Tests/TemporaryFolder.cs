namespace Telemetry.Storage.Tests;

/// <summary>A folder of its own for one test, to be deleted at its end.</summary>
internal sealed class TemporaryFolder
{
    private readonly string _path = Directory.CreateTempSubdirectory("patrol-test-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public void Delete() => Directory.Delete(_path, recursive: true);
}
