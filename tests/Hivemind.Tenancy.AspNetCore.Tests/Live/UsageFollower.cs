namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of usages.</summary>
internal sealed class UsageFollower(ITenantUsageFeed feed, string user, params TenantReference[] tenants) : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IAsyncEnumerator<TenantUsage>? _enumerator;
    private Task<bool>? _step;

    public Task<bool> StepAsync()
    {
        _enumerator ??= feed.FollowAsync(user, tenants, _left.Token).GetAsyncEnumerator(StreamHost.Token);
        return _step ??= _enumerator.MoveNextAsync().AsTask();
    }

    /// <summary>The next usage, letting the host's time pass.</summary>
    public async Task<TenantUsage> TakeAsync(StreamHost host)
    {
        Task<bool> step = StepAsync();
        await StreamHost.UntilAsync("a usage comes", () =>
        {
            host.Time.Advance(UsageSampler.Interval);
            return step.IsCompleted;
        });
        (await step).Should().BeTrue();
        _step = null;
        return _enumerator!.Current;
    }

    public async ValueTask DisposeAsync()
    {
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
