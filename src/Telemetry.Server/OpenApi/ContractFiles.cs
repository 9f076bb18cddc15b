using Google.Api;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Patrol.Telemetry.V1;
using ServiceDescriptor = Google.Protobuf.Reflection.ServiceDescriptor;

namespace Telemetry.Server.OpenApi;

/// <summary>
/// The contract as it was compiled, comments included: generated code has none, so the build keeps the descriptors.
/// </summary>
internal static class ContractFiles
{
    private const string Resource = "contract.binpb";

    /// <summary>Every service of the contract.</summary>
    public static IReadOnlyList<ServiceDescriptor> ReadServices()
    {
        var extensions = new ExtensionRegistry { AnnotationsExtensions.Http };
        using var stream = typeof(GapService).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} was not built in");
        var set = FileDescriptorSet.Parser.WithExtensionRegistry(extensions).ParseFrom(stream);
        var files = FileDescriptor.BuildFromByteStrings(set.File.Select(file => file.ToByteString()), extensions);
        return [.. files.SelectMany(file => file.Services)];
    }

    /// <summary>What the contract says of it, in one paragraph.</summary>
    public static string CommentOf(DescriptorDeclaration? declaration) => string.Join(
        ' ', (declaration?.LeadingComments ?? "").Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.Length > 0));
}
