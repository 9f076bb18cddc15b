using System.Threading.Channels;
using Telemetry.Storage;

namespace Telemetry.Server.Aggregation;

/// <summary>
/// Writes what many callers bring in one transaction of the ledger: a transaction costs milliseconds, whatever is in
/// it.
/// Each caller goes on when its own item is durable.
/// </summary>
internal sealed class GroupWriter<T> : IAsyncDisposable
{
    /// <summary>Items of one transaction; more wait.</summary>
    private const int ItemsPerWrite = 4_096;

    private readonly Channel<(T Item, TaskCompletionSource Done)> _requests =
        Channel.CreateBounded<(T, TaskCompletionSource)>(ItemsPerWrite);

    private readonly Func<IReadOnlyList<T>, Task> _write;
    private readonly Task _loop;

    public GroupWriter(Func<IReadOnlyList<T>, Task> write)
    {
        _write = write;
        _loop = Task.Run(RunAsync);
    }

    /// <exception cref="StoreException">The ledger failed; nothing of this item is written.</exception>
    public async Task WriteAsync(T item, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _requests.Writer.WriteAsync((item, done), cancellationToken);
        await done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _requests.Writer.TryComplete();
        await _loop;
    }

    private async Task RunAsync()
    {
        var group = new List<(T Item, TaskCompletionSource Done)>();
        while (await _requests.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < ItemsPerWrite && _requests.Reader.TryRead(out var request))
                group.Add(request);
            try
            {
                await _write(group.ConvertAll(request => request.Item));
                group.ForEach(request => request.Done.SetResult());
            }
            catch (StoreException fault)
            {
                // Each caller is told; none of its reports is acknowledged.
                group.ForEach(request => request.Done.SetException(fault));
            }
        }
    }
}
