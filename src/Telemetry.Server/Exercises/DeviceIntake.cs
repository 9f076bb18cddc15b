namespace Telemetry.Server.Exercises;

/// <summary>
/// What taking in must know of a device: how far its fixes have come, and whose turn it is at the engine.
/// </summary>
internal sealed class DeviceIntake(long newestFixUs)
{
    public Lock Lock { get; } = new();

    /// <summary>The newest fix ever taken in, stored or on its way.</summary>
    public long NewestFixUs { get; set; } = newestFixUs;

    /// <summary>
    /// Completes when the batch before has been handed to the engine: batches of a device arrive there in the order in
    /// which it was decided what is late, or recovery could not rely on the device's tail.
    /// </summary>
    public Task Turn { get; set; } = Task.CompletedTask;
}
