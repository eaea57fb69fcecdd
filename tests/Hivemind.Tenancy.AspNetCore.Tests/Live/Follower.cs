namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of a stream, which takes an entry only when a test asks for it.</summary>
/// <param name="entries">What it reads.</param>
internal abstract class Follower<T>(Func<CancellationToken, IAsyncEnumerable<T>> entries) : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IAsyncEnumerator<T>? _enumerator;
    private Task<bool>? _step;

    /// <summary>Whether it has been asked for an entry that has not come.</summary>
    public bool IsWaiting => _step is { IsCompleted: false };

    /// <summary>The entry that was taken last.</summary>
    public T Current => _enumerator!.Current;

    /// <summary>Asks for the next entry, unless that was asked before.</summary>
    public Task<bool> StepAsync()
    {
        _enumerator ??= entries(_left.Token).GetAsyncEnumerator(_left.Token);
        return _step ??= _enumerator.MoveNextAsync().AsTask();
    }

    /// <summary>Whether there is another entry, once that is known.</summary>
    public async Task<bool> EndsOrStepsAsync()
    {
        bool isThere = await StepAsync().WaitAsync(HangLimit.Duration, StreamHost.Token);
        _step = null;
        return isThere;
    }

    public async ValueTask DisposeAsync()
    {
        if (_left.IsCancellationRequested)
        {
            return;
        }

        await _left.CancelAsync();
        if (_step is not null)
        {
            await ((Task)_step).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (_enumerator is not null)
        {
            await _enumerator.DisposeAsync();
        }

        _left.Dispose();
    }

    /// <summary>The next entry, letting the host's time pass until it comes.</summary>
    protected async Task<T> TakeAsync(StreamHost host, TimeSpan interval)
    {
        Task<bool> step = StepAsync();
        await StreamHost.UntilAsync("an entry comes", () =>
        {
            bool isThere = step.IsCompleted;
            if (!isThere)
            {
                host.Time.Advance(interval);
            }

            return isThere;
        });
        (await EndsOrStepsAsync()).Should().BeTrue();
        return Current;
    }
}
