namespace Telemetry.Cli.Formats;

/// <summary>A file cannot be read as a track at all. The message is one line for a person.</summary>
internal sealed class TrackFormatException : Exception
{
    public TrackFormatException(string file, long? line, string reason, Exception? inner = null)
        : base(line is null ? $"{file}: {reason}" : $"{file}, line {line}: {reason}", inner)
    {
        File = file;
        Line = line;
        Reason = reason;
    }

    public string File { get; }

    /// <summary>From 1; null where the whole file is meant.</summary>
    public long? Line { get; }

    public string Reason { get; }
}
