namespace Telemetry.Server.Ingest;

/// <summary>Whose sequence numbers these are.</summary>
internal readonly record struct SessionKey(string ExerciseId, string DeviceId, string Session);

/// <summary>One session of one device: how far it is durable, and the stream that speaks for it now.</summary>
internal sealed class Session(SessionKey key)
{
    private ulong _durableSequence;

    public SessionKey Key { get; } = key;

    /// <summary>All batches up to here are settled; 0 when none is known to be.</summary>
    public ulong DurableSequence => Volatile.Read(ref _durableSequence);

    /// <summary>
    /// Cancelled when a newer stream takes over. Null when no stream is open. Guarded by the registry.
    /// </summary>
    public CancellationTokenSource? Stream { get; set; }

    /// <summary>Notes that everything up to a sequence is settled; returns how far the session is now.</summary>
    public ulong Settle(ulong sequence)
    {
        var known = Volatile.Read(ref _durableSequence);
        while (sequence > known)
        {
            var seen = Interlocked.CompareExchange(ref _durableSequence, sequence, known);
            if (seen == known)
                return sequence;
            known = seen;
        }

        return known;
    }
}
