using System.Net;
using System.Net.Sockets;

namespace Telemetry.TestServers;

/// <summary>Loopback ports that nobody listened on a moment ago.</summary>
public static class FreePort
{
    /// <summary>That many ports, all different: they are held together before any is let go.</summary>
    public static int[] Take(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
            listener.Start();
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
            listener.Dispose();
        return ports;
    }
}
