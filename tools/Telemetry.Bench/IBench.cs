namespace Telemetry.Bench;

/// <summary>
/// One benchmark. A claim that does not hold for reasons other than speed is a <see cref="BenchFailedException"/>.
/// </summary>
internal interface IBench
{
    /// <summary>What a person types, and the <c>bench</c> of each figure.</summary>
    string Name { get; }

    Task RunAsync(FigureWriter figures, CancellationToken cancellationToken);
}
