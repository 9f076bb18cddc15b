namespace Telemetry.Storage;

/// <summary>A fault of a store: it cannot be reached, or answers what it must not.</summary>
public sealed class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
