using System.IO.Compression;
using System.Text.Json;
using Telemetry.Core;
using Telemetry.Core.Plans;
using Telemetry.Core.Tracks;

namespace Telemetry.Cli.Simulation;

/// <summary>What a truth is of.</summary>
/// <param name="FromUs">When the simulation begins.</param>
/// <param name="ToUs">When it ends.</param>
/// <param name="PeriodUs">Between two fixes that a device reported.</param>
internal sealed record TruthHeader(
    string Format, int Version, ulong Seed, long FromUs, long ToUs, long PeriodUs, IReadOnlyList<TrueDevice> Devices);

/// <summary>A device of a truth.</summary>
internal sealed record TrueDevice(string Id, DeviceKind Kind, string Unit)
{
    public static TrueDevice Of(RosterEntry entry) => new(entry.DeviceId, entry.Kind, entry.Unit);
}

/// <summary>
/// The whole truth of a simulation in a file: gzip of one line of JSON (<see cref="TruthHeader"/>) and then, for every
/// fix by time, the numbers of <see cref="TrueFix"/> as variable-length integers; times and positions as differences to
/// the fix before (of the same device). The number after the last device's ends it. See README.md in Scoring.
/// </summary>
internal static class TruthFile
{
    private const string FormatName = "patrol-truth";
    private const int FormatVersion = 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static Writer Create(string path, SimulationOptions options, IReadOnlyList<TrueDevice> devices) =>
        new(File.Create(path), new TruthHeader(
            FormatName, FormatVersion, options.Seed, options.FromUs, options.ToUs, TimeUs.Of(options.Period), devices));

    /// <exception cref="InvalidDataException">Not such a file, or not all of it.</exception>
    public static TruthHeader Read(string path, Action<TruthHeader> begin, Action<TrueFix> take)
    {
        using var stream = new BufferedStream(new GZipStream(File.OpenRead(path), CompressionMode.Decompress), 1 << 16);
        try
        {
            var header = ReadHeader(stream);
            begin(header);
            var reader = new BinaryReader(stream);
            var last = new TrueFix[header.Devices.Count];
            var timeUs = header.FromUs;
            for (var device = reader.Read7BitEncodedInt(); device != last.Length; device = reader.Read7BitEncodedInt())
            {
                if ((uint)device > (uint)last.Length)
                    throw new InvalidDataException($"'{path}' names a device that it does not list");
                timeUs += reader.Read7BitEncodedInt64();
                take(last[device] = ReadFix(reader, device, timeUs, last[device]));
            }

            return header;
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or JsonException)
        {
            throw new InvalidDataException($"'{path}' is no truth of a simulation, or not all of it: {e.Message}");
        }
    }

    private static TruthHeader ReadHeader(Stream stream)
    {
        var line = new MemoryStream();
        for (var b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
        {
            if (b < 0)
                throw new EndOfStreamException("no header");
            line.WriteByte((byte)b);
        }

        var header = JsonSerializer.Deserialize<TruthHeader>(line.ToArray(), Json);
        return header is { Format: FormatName, Version: FormatVersion, Devices: not null }
            ? header
            : throw new FormatException($"its header is not of {FormatName} {FormatVersion}");
    }

    private static TrueFix ReadFix(BinaryReader reader, int device, long timeUs, in TrueFix before) => new(
        device,
        timeUs,
        before.LatitudeE7 + Unfold(reader.Read7BitEncodedInt()),
        before.LongitudeE7 + Unfold(reader.Read7BitEncodedInt()),
        (DeviceStatus)reader.ReadByte(),
        reader.Read7BitEncodedInt(),
        reader.ReadByte(),
        reader.Read7BitEncodedInt() is > 0 and var height ? height - 1 : null);

    // Small numbers of either sign in few bytes: 0 −1 1 −2 2 … as 0 1 2 3 4.
    private static int Fold(int n) => (n << 1) ^ (n >> 31);

    private static int Unfold(int n) => (int)((uint)n >> 1) ^ -(n & 1);

    /// <summary>Takes fixes by time. Without <see cref="Complete"/> the file is not one that can be read.</summary>
    public sealed class Writer : IDisposable
    {
        private readonly BinaryWriter _writer;
        private readonly TrueFix[] _last;
        private long _timeUs;

        public Writer(Stream file, TruthHeader header)
        {
            _writer = new BinaryWriter(new BufferedStream(new GZipStream(file, CompressionLevel.Fastest), 1 << 16));
            _writer.Write(JsonSerializer.SerializeToUtf8Bytes(header, Json));
            _writer.Write((byte)'\n');
            _last = new TrueFix[header.Devices.Count];
            _timeUs = header.FromUs;
        }

        public void Add(TrueFix fix)
        {
            ref var before = ref _last[fix.Device];
            _writer.Write7BitEncodedInt(fix.Device);
            _writer.Write7BitEncodedInt64(fix.TimeUs - _timeUs);
            _writer.Write7BitEncodedInt(Fold(fix.LatitudeE7 - before.LatitudeE7));
            _writer.Write7BitEncodedInt(Fold(fix.LongitudeE7 - before.LongitudeE7));
            _writer.Write((byte)fix.Status);
            _writer.Write7BitEncodedInt(fix.SpeedCmps);
            _writer.Write(fix.BatteryHalves);
            _writer.Write7BitEncodedInt(fix.HeightDm + 1 ?? 0);
            (before, _timeUs) = (fix, fix.TimeUs);
        }

        public void Complete() => _writer.Write7BitEncodedInt(_last.Length);

        public void Dispose() => _writer.Dispose();
    }
}
