using System.Runtime.CompilerServices;
using Telemetry.Core.Geo;

namespace Telemetry.Core.Cover;

/// <summary>When somebody who walks a straight way has a point within reach.</summary>
internal readonly struct CellPass(Vec way, double reachM)
{
    private readonly double _wayX = way.X;
    private readonly double _wayY = way.Y;
    private readonly double _reachSquared = reachM * reachM;
    private readonly double _lengthSquared = way.LengthSquared;
    private readonly double _perLength = way.LengthSquared > 0 ? 1 / way.LengthSquared : 0;

    /// <summary>Adds the sight of a cell whose centre is so far east and north of where the way begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void See(int cell, double eastM, double northM, CellSights sights)
    {
        // The ends decide for themselves, so that a cell seen to the end of a leg is seen from the next one's start.
        var (restX, restY) = (eastM - _wayX, northM - _wayY);
        var startsNear = (eastM * eastM) + (northM * northM) <= _reachSquared;
        var endsNear = (restX * restX) + (restY * restY) <= _reachSquared;
        if (startsNear && endsNear)
            sights.Add(cell, 0, 1);
        else
            SeePart(cell, eastM, northM, startsNear, endsNear, sights);
    }

    private void SeePart(
        int cell, double eastM, double northM, bool startsNear, bool endsNear, CellSights sights)
    {
        var cross = (_wayX * northM) - (_wayY * eastM);
        var chord = (_reachSquared * _lengthSquared) - (cross * cross);
        var middle = ((_wayX * eastM) + (_wayY * northM)) * _perLength;
        if (!startsNear && !endsNear && !(chord >= 0 && middle is > 0 and < 1))
            return;
        var half = Math.Sqrt(Math.Max(0, chord)) * _perLength;
        var enter = startsNear ? 0 : Math.Max(0, middle - half);
        var exit = endsNear ? 1 : Math.Min(1, middle + half);
        sights.Add(cell, Math.Min(enter, exit), exit);
    }
}
