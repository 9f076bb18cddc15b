namespace Telemetry.Cli.Playback;

/// <summary>One line on the terminal that is written over; nothing when errors go to a file.</summary>
internal sealed class ProgressLine(CommandIo io)
{
    private const int BarWidth = 24;
    private const int LineWidth = 110;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private long _last;
    private bool _shown;

    public void Show(PlaybackFigures figures, double done) => Show(
        done,
        $"{figures.Sent:N0} sent  {figures.Acked:N0} acked  {figures.Rejected:N0} rejected  "
        + $"{figures.ReportsPerSecond:N0}/s");

    public void Show(double done, string figures)
    {
        if (!io.IsErrorTerminal || (_shown && io.Time.GetElapsedTime(_last) < Interval))
            return;
        (_last, _shown) = (io.Time.GetTimestamp(), true);
        var filled = (int)(done * BarWidth);
        var bar = new string('█', filled) + new string('░', BarWidth - filled);
        var text = $"{bar} {done,4:P0}  {figures}";
        io.Error.Write("\r" + text.PadRight(LineWidth));
    }

    public void End()
    {
        if (_shown)
            io.Error.Write("\r" + new string(' ', LineWidth) + "\r");
    }
}
