using System.Text;
using Telemetry.Cli.Formats;
using Telemetry.Core;

namespace Telemetry.Cli.Tests.Formats;

/// <summary>Reads a track from text, through a real file that is gone afterwards.</summary>
internal static class TrackSample
{
    public static Task<TrackReadResult> ReadAsync(string name, string text, TrackReadOptions? options = null) =>
        ReadAsync(name, Encoding.UTF8.GetBytes(text), options);

    public static async Task<TrackReadResult> ReadAsync(string name, byte[] bytes, TrackReadOptions? options = null)
    {
        var folder = Directory.CreateTempSubdirectory("patrol-track-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            await File.WriteAllBytesAsync(path, bytes);
            return await TrackFile.ReadAsync(path, options ?? TrackReadOptions.Default, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static Task<TrackFormatException> FailsAsync(string name, string text, TrackReadOptions? options = null) =>
        Assert.ThrowsAsync<TrackFormatException>(() => ReadAsync(name, text, options));

    public static long Us(string iso) => TimeUs.From(DateTimeOffset.Parse(iso));
}
