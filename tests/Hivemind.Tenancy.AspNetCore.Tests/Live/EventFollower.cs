namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of a stream, which takes an entry only when a test asks for it.</summary>
internal sealed class EventFollower(IAsyncEnumerable<EventFeedEntry> entries) : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IAsyncEnumerator<EventFeedEntry>? _enumerator;
    private Task<bool>? _step;

    /// <summary>Whether it has been asked for an entry that has not come.</summary>
    public bool IsWaiting => _step is { IsCompleted: false };

    /// <summary>Asks for the next entry, unless that was asked before.</summary>
    public Task<bool> StepAsync()
    {
        _enumerator ??= entries.GetAsyncEnumerator(_left.Token);
        return _step ??= _enumerator.MoveNextAsync().AsTask();
    }

    public async Task<EventFeedEntry> TakeAsync()
    {
        (await EndsOrStepsAsync()).Should().BeTrue("another entry was to come");
        return _enumerator!.Current;
    }

    /// <summary>The next entry's event, a change of a tenant's description.</summary>
    public async Task<string?> TakeTextAsync() => ((TenantUpdated)(await TakeAsync()).Event!).After.Description;

    /// <summary>Whether there is another entry, once that is known.</summary>
    public async Task<bool> EndsOrStepsAsync()
    {
        bool isThere = await StepAsync().WaitAsync(HangLimit.Duration, StreamHost.Token);
        _step = null;
        return isThere;
    }

    /// <summary>That it ends now, by itself.</summary>
    public async Task ShouldEndAsync() => (await EndsOrStepsAsync()).Should().BeFalse();

    /// <summary>That the next it gets is a failure.</summary>
    public async Task<T> ShouldThrowAsync<T>()
        where T : Exception
    {
        Func<Task> next = EndsOrStepsAsync;
        return (await next.Should().ThrowAsync<T>()).Which;
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
}
