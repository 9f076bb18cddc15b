namespace Telemetry.Client.Delivery;

/// <summary>Runs a lane on its stream to the end of one of them.</summary>
internal static class LaneRun
{
    /// <summary>
    /// Pumps until all is sent, the stream ends or the connection is over; then lets the last acks come in.
    /// </summary>
    /// <param name="over">Stops sending.</param>
    /// <param name="cut">Stops waiting for the last acknowledgements as well.</param>
    public static async Task<StreamEnd> RunAsync(
        Lane lane, ReportStream stream, Action<int> onSent, CancellationToken over, CancellationToken cut)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(over);
        var pump = lane.PumpAsync(onSent, stop.Token);
        await Task.WhenAny(pump, stream.Closing);
        await stop.CancelAsync();
        try
        {
            await pump.WaitAsync(cut);
        }
        catch (Exception e) when (e is OperationCanceledException or StreamEndedException)
        {
            // Ends, not faults: Completion says which.
        }

        try
        {
            return await stream.CompleteAsync(cut);
        }
        catch (OperationCanceledException)
        {
            return new StreamEnd.Completed();
        }
    }
}
