namespace Telemetry.Client.Spool;

/// <summary>Consecutive record numbers, both ends in it.</summary>
internal readonly record struct NumberRange(ulong First, ulong Last)
{
    public ulong Count => Last - First + 1;
}
