namespace Hivemind.Tenancy.Docker;

/// <summary>Runs work by key: one at a time for each, again when it was asked for meanwhile, and after as long as the work says.</summary>
/// <param name="work">
/// The work; it says after how long it is due again, null for never, and throws nothing. Few are done at once; one that goes on to wait for
/// what others choose (downloads, secrets, processes that do not end) gives its place back before, so that nobody else waits for that.
/// </param>
/// <param name="time">The host's time.</param>
internal sealed class WorkQueue(Func<string, Action, CancellationToken, Task<TimeSpan?>> work, TimeProvider time) : IAsyncDisposable
{
    private const int AtOnce = 16;

    private readonly object _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _places = new(AtOnce, AtOnce);
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Has the work done soon.</summary>
    public void Add(string key)
    {
        lock (_gate)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            if (_entries.TryGetValue(key, out Entry? entry))
            {
                entry.IsAsked = true;
                entry.Wake.TrySetResult();
                return;
            }

            entry = new Entry();
            _entries.Add(key, entry);
            using (ExecutionContext.SuppressFlow())
            {
                entry.Running = Task.Run(() => RunAsync(key, entry), CancellationToken.None);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _stopping.Cancel();
            running = [.. _entries.Values.Select(e => e.Running)];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
        _places.Dispose();
    }

    private async Task RunAsync(string key, Entry entry)
    {
        CancellationToken stopping = _stopping.Token;
        try
        {
            while (true)
            {
                lock (_gate)
                {
                    entry.IsAsked = false;
                    entry.Wake = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                await _places.WaitAsync(stopping).ConfigureAwait(false);
                int held = 1;
                TimeSpan? due;
                try
                {
                    due = await work(key, Release, stopping).ConfigureAwait(false);
                }
                finally
                {
                    Release();
                }

                void Release()
                {
                    if (Interlocked.Exchange(ref held, 0) == 1)
                    {
                        _places.Release();
                    }
                }

                Task wake;
                lock (_gate)
                {
                    if (due is null && !entry.IsAsked)
                    {
                        _entries.Remove(key);
                        return;
                    }

                    wake = entry.Wake.Task;
                }

                if (due is { } wait && wait > TimeSpan.Zero)
                {
                    await Task.WhenAny(wake, Task.Delay(wait, time, stopping)).ConfigureAwait(false);
                    stopping.ThrowIfCancellationRequested();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private sealed class Entry
    {
        public bool IsAsked { get; set; }

        public TaskCompletionSource Wake { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
