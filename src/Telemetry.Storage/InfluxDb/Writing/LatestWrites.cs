using System.Text;

namespace Telemetry.Storage.InfluxDb.Writing;

/// <summary>
/// What a server took since it may have been started last, until it took so much that none of it can be lost any more.
/// A 1.x or 2.x server that was killed while it wrote its log goes on behind the torn place; killed once more, it lets
/// go of all that it took in between, acknowledged or not (src/decisions/0005-influxdb.md).
/// </summary>
internal sealed class LatestWrites
{
    /// <summary>
    /// A server moves what it took into files of their own at 25 MB, which are about as many bytes of lines.
    /// </summary>
    public const int BytesMax = 48 * 1024 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _bodies = [];
    private long _bytes;
    private int _connections;

    /// <summary>Notes what was taken, and hands out what must be told again.</summary>
    /// <param name="connections">How often a connection was made so far. A restart ends all of them.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Add(ReadOnlyMemory<byte> body, int connections)
    {
        IReadOnlyList<ReadOnlyMemory<byte>> before = [];
        if (connections != _connections)
        {
            before = _bodies.ToArray();
            _bodies.Clear();
            (_bytes, _connections) = (0, connections);
        }

        if (_bytes > BytesMax)
            return before;
        _bytes += body.Length;
        if (_bytes > BytesMax)
            _bodies.Clear();
        else
            _bodies.Add(body.ToArray());
        return before;
    }

    /// <summary>Forgets the lines of a measurement.</summary>
    public void Forget(string measurement)
    {
        var start = Encoding.UTF8.GetBytes(measurement + ",");
        for (var i = 0; i < _bodies.Count; i++)
            _bodies[i] = Without(_bodies[i], start);
        _bodies.RemoveAll(body => body.IsEmpty);
    }

    private static ReadOnlyMemory<byte> Without(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> start)
    {
        var kept = new byte[body.Length];
        var length = 0;
        var rest = body.Span;
        while (!rest.IsEmpty)
        {
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..(end + 1)];
            if (!line.StartsWith(start))
            {
                line.CopyTo(kept.AsSpan(length));
                length += line.Length;
            }

            rest = rest[line.Length..];
        }

        return kept.AsMemory(0, length);
    }
}
