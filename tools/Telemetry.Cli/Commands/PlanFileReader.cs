using Google.Protobuf;
using Telemetry.Core;

namespace Telemetry.Cli.Commands;

/// <summary>Reads a plan document from disk, within the contract's limit.</summary>
internal static class PlanFileReader
{
    public static async Task<ByteString> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw CommandFailure.BadInput($"plan '{path}' does not exist");
        if (new FileInfo(path).Length > Limits.PlanBytes)
            throw CommandFailure.BadInput($"plan '{path}' is larger than {Limits.PlanBytes >> 20} MiB");
        return UnsafeByteOperations.UnsafeWrap(await File.ReadAllBytesAsync(path, cancellationToken));
    }
}
