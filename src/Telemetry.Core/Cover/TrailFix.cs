using Telemetry.Core.Geo;

namespace Telemetry.Core.Cover;

/// <summary>
/// A fix of a trail, and whether a leg goes from it to the next. As small as it can be: there are many.
/// </summary>
internal readonly record struct TrailFix
{
    private readonly long _timeAndLeg;

    public TrailFix(long timeUs, GeoPoint position, bool hasLeg) =>
        (_timeAndLeg, Position) = ((timeUs << 1) | (hasLeg ? 1L : 0), position);

    public long TimeUs => _timeAndLeg >> 1;

    public bool HasLeg => (_timeAndLeg & 1) != 0;

    public GeoPoint Position { get; }

    public TrailFix WithLeg(bool hasLeg) => new(TimeUs, Position, hasLeg);
}
