namespace Telemetry.Bench.Engine;

/// <summary>
/// Goes along the streets of one district, second by second: straight on or aside at crossings, back at the district's
/// border but for now and then, with stops. What it tells is where a receiver believes to be.
/// </summary>
internal struct StreetWalk
{
    private const double BlockM = 100;
    private const double StreetM = 37;
    private const double StrayM = 150;
    private const double ErrorM = 2;
    private const double ErrorKept = 0.98;
    private const int CrossingsPerStop = 15;
    private const int CrossingsPerStray = 30;
    private const double LeastStopS = 20;
    private const double MeanStopS = 120;

    // Clockwise from north.
    private static readonly int[] East = [0, 1, 0, -1];
    private static readonly int[] North = [1, 0, -1, 0];

    private readonly double _originEastM;
    private readonly double _originNorthM;
    private readonly double _sizeM;
    private readonly double _paceMps;
    private SmallRandom _random;
    private double _eastM;
    private double _northM;
    private double _errorEastM;
    private double _errorNorthM;
    private double _toCrossingM;
    private double _stopS;
    private int _heading;

    public StreetWalk((double EastM, double NorthM) origin, double sizeM, double paceMps, ulong seed)
    {
        (_originEastM, _originNorthM) = origin;
        (_sizeM, _paceMps, _random) = (sizeM, paceMps, new SmallRandom(seed));
        var blocks = (int)((sizeM - StreetM) / BlockM);
        _eastM = StreetM + (BlockM * _random.Next(blocks));
        _northM = StreetM + (BlockM * _random.Next(blocks));
        Turn();
    }

    public double SpeedMps { get; private set; }

    /// <summary>One second on; metres east and north in the city.</summary>
    public (double EastM, double NorthM) Next()
    {
        var wayM = 0.0;
        if (_stopS > 0)
            _stopS--;
        else
            Go(wayM = _paceMps);
        SpeedMps = wayM;
        var error = ErrorM * Math.Sqrt(1 - (ErrorKept * ErrorKept));
        _errorEastM = (ErrorKept * _errorEastM) + (error * _random.Spread());
        _errorNorthM = (ErrorKept * _errorNorthM) + (error * _random.Spread());
        return (_originEastM + _eastM + _errorEastM, _originNorthM + _northM + _errorNorthM);
    }

    private void Go(double wayM)
    {
        var hereM = Math.Min(wayM, _toCrossingM);
        Move(hereM);
        _toCrossingM -= hereM;
        if (_toCrossingM > 0)
            return;
        if (_random.IsOnceIn(CrossingsPerStop))
            _stopS = LeastStopS + _random.Wait(MeanStopS);
        Turn();
        Move(wayM - hereM);
        _toCrossingM -= wayM - hereM;
    }

    private void Move(double wayM)
    {
        _eastM += East[_heading] * wayM;
        _northM += North[_heading] * wayM;
    }

    /// <summary>Half go straight on; nobody turns back unless the way out is closed.</summary>
    private void Turn()
    {
        var whim = _random.Next();
        _heading = (_heading + (whim < 0.5 ? 0 : whim < 0.75 ? 1 : 3)) % 4;
        var marginM = _random.IsOnceIn(CrossingsPerStray) ? StrayM : 0;
        for (var tries = 0; tries < 4 && !IsIn(marginM); tries++)
            _heading = (_heading + 1) % 4;
        _toCrossingM = BlockM;
    }

    private readonly bool IsIn(double marginM)
    {
        var (eastM, northM) = (_eastM + (East[_heading] * BlockM), _northM + (North[_heading] * BlockM));
        return eastM >= -marginM && eastM <= _sizeM + marginM && northM >= -marginM && northM <= _sizeM + marginM;
    }
}
