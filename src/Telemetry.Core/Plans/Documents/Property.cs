namespace Telemetry.Core.Plans.Documents;

/// <summary>A property that a plan document may set.</summary>
internal abstract record Property(string Name)
{
    /// <summary>The feature says nothing without it.</summary>
    public bool IsRequired { get; init; }

    /// <summary>Text for people.</summary>
    internal sealed record Text(string Name) : Property(Name);

    /// <summary>An id, of the feature itself or of another.</summary>
    internal sealed record Id(string Name) : Property(Name);

    /// <summary>A local time of day, <c>HH:mm</c>.</summary>
    internal sealed record Time(string Name) : Property(Name);

    /// <summary>Several words or the like: text separated by commas, or an array.</summary>
    internal sealed record Words(string Name) : Property(Name);

    /// <summary>One word of a few that are known elsewhere.</summary>
    internal sealed record Word(string Name) : Property(Name);

    /// <summary>One word of these.</summary>
    internal sealed record Choice(string Name, params string[] Of) : Property(Name);

    /// <summary>A number from <paramref name="Min"/> to <paramref name="Max"/>.</summary>
    /// <param name="ZeroToo">Zero has a meaning of its own although it is below the least.</param>
    internal sealed record Number(string Name, double Min, double Max, bool ZeroToo = false) : Property(Name)
    {
        public bool IsWhole { get; init; }

        /// <summary>Where nobody sets it.</summary>
        public double Default { get; init; }

        public bool Holds(double value) =>
            ((value >= Min && value <= Max) || (ZeroToo && value == 0)) && (!IsWhole || value == Math.Floor(value));
    }
}
