using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using Telemetry.Core.Tracks;
using Telemetry.Storage;
using V1 = Patrol.Telemetry.V1;

namespace Telemetry.Server.Ingest;

/// <summary>
/// Batches of one stream that go to the store in one call. What is read while another publication is under way is
/// gathered here, so that a device sending single reports costs the store what one sending batches does.
/// </summary>
internal sealed class Publication(long firstReadTimestamp)
{
    private readonly List<PublishedBatch> _batches = new(1);
    private Report[] _reports = [];

    /// <summary>When its first batch was read, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long FirstReadTimestamp { get; } = firstReadTimestamp;

    /// <summary>Reports that go to the store.</summary>
    public int Kept { get; private set; }

    /// <summary>Reports read, the refused ones included.</summary>
    public int Read { get; private set; }

    public int Rejections { get; private set; }

    public ulong LastSequence { get; private set; }

    public ReadOnlyMemory<Report> Reports => _reports.AsMemory(0, Kept);

    public ReadOnlySpan<PublishedBatch> Batches => CollectionsMarshal.AsSpan(_batches);

    /// <summary>Set when it starts.</summary>
    public Task<AppendOutcome[]> Outcomes { get; set; } = Task.FromResult(Array.Empty<AppendOutcome>());

    /// <summary>
    /// Adds a batch that was durable before: nothing is stored, but it is acknowledged again in its turn.
    /// </summary>
    public void AddRepeat(ulong sequence) => LastSequence = sequence;

    public void Add(ulong sequence, RepeatedField<V1.Report> messages, in ReportDecoder decoder)
    {
        var start = Kept;
        List<BatchRejection>? rejections = null;
        Reserve(messages.Count);
        for (var index = 0; index < messages.Count; index++)
        {
            if (decoder.Decode(messages[index], out _reports[Kept]) is { } fault)
                (rejections ??= []).Add(new BatchRejection(index, fault));
            else
                Kept++;
        }

        Read += messages.Count;
        Rejections += rejections?.Count ?? 0;
        LastSequence = sequence;
        _batches.Add(new PublishedBatch(sequence, start, Kept - start, rejections));
    }

    private void Reserve(int more)
    {
        if (_reports.Length == 0)
            _reports = new Report[more];
        else if (_reports.Length < Kept + more)
            Array.Resize(ref _reports, Math.Max(Kept + more, _reports.Length * 2));
    }
}

/// <summary>One batch inside a publication.</summary>
/// <param name="Start">Index of its first kept report in the publication.</param>
/// <param name="Rejections">By index ascending; null when every report was kept.</param>
internal readonly record struct PublishedBatch(
    ulong Sequence, int Start, int Kept, IReadOnlyList<BatchRejection>? Rejections)
{
    /// <summary>Where the n-th kept report stood in the batch as sent.</summary>
    public int IndexOf(int kept)
    {
        var index = kept;
        for (var i = 0; Rejections is not null && i < Rejections.Count && Rejections[i].Index <= index; i++)
            index++;
        return index;
    }
}

/// <summary>One report refused at the edge, by its index in the batch as sent.</summary>
internal readonly record struct BatchRejection(int Index, ReportFault Fault);
