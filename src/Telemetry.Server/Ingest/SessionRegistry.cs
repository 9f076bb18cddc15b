using Telemetry.Server.Faults;

namespace Telemetry.Server.Ingest;

/// <summary>
/// Sessions of this node, in memory only: after a restart every session begins at 0, the device goes on from its own
/// acknowledgements, and what it sends twice is dropped by identity (src/decisions/0007-ingest-sessions.md).
/// </summary>
/// <param name="capacity">Sessions remembered; those of open streams are never forgotten.</param>
internal sealed class SessionRegistry(int capacity = IngestLimits.Sessions, int streams = IngestLimits.Streams)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<SessionKey, LinkedListNode<Session>> _sessions = [];
    private readonly LinkedList<Session> _byUse = new();
    private int _open;

    public int OpenStreams => Volatile.Read(ref _open);

    /// <summary>
    /// Opens a stream for a session; the stream that spoke for it before is told that it is replaced.
    /// </summary>
    public SessionLease Open(SessionKey key)
    {
        CancellationTokenSource? replaced;
        SessionLease lease;
        lock (_lock)
        {
            if (_open >= streams)
                throw Fault.TooMuch(FaultReasons.TooManyStreams, $"{streams} streams are open on this server");
            _open++;
            var session = Touch(key);
            replaced = session.Stream;
            session.Stream = new CancellationTokenSource();
            lease = new SessionLease(this, session, session.Stream);
            Forget();
        }

        replaced?.Cancel();
        return lease;
    }

    public void Close(Session session, CancellationTokenSource stream)
    {
        lock (_lock)
        {
            _open--;
            if (ReferenceEquals(session.Stream, stream))
                session.Stream = null;
        }
    }

    private Session Touch(SessionKey key)
    {
        if (_sessions.TryGetValue(key, out var node))
            _byUse.Remove(node);
        else
            _sessions[key] = node = new LinkedListNode<Session>(new Session(key));
        _byUse.AddFirst(node);
        return node.Value;
    }

    private void Forget()
    {
        for (var node = _byUse.Last; node is not null && _sessions.Count > capacity;)
        {
            var older = node;
            node = node.Previous;
            if (older.Value.Stream is not null)
                continue;
            _sessions.Remove(older.Value.Key);
            _byUse.Remove(older);
        }
    }
}

/// <summary>One stream's right to speak for a session. Dispose when the stream has ended.</summary>
internal sealed class SessionLease : IDisposable
{
    private readonly SessionRegistry _registry;
    private readonly CancellationTokenSource _stream;

    public SessionLease(SessionRegistry registry, Session session, CancellationTokenSource stream)
    {
        _registry = registry;
        _stream = stream;
        Session = session;
        Replaced = stream.Token;
    }

    public Session Session { get; }

    /// <summary>Cancelled when a newer stream speaks for the session.</summary>
    public CancellationToken Replaced { get; }

    // The source itself is left to the collector: a newer stream may be cancelling it this very moment.
    public void Dispose() => _registry.Close(Session, _stream);
}
