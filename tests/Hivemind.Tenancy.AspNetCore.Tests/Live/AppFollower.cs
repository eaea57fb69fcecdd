using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A reader of apps.</summary>
internal sealed class AppFollower(ITenantAppFeed feed, string user, TenantReference tenant, string? namespaceName = null, string? name = null) : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private IAsyncEnumerator<IReadOnlyList<AppKey>>? _enumerator;
    private Task<bool>? _step;

    /// <summary>The entry that was taken last.</summary>
    public IReadOnlyList<AppKey> Current => _enumerator!.Current;

    public Task<bool> StepAsync()
    {
        _enumerator ??= feed.FollowAsync(user, tenant, namespaceName, name, _left.Token).GetAsyncEnumerator(StreamHost.Token);
        return _step ??= _enumerator.MoveNextAsync().AsTask();
    }

    /// <summary>The names in the next entry, letting the host's time pass until it comes.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(StreamHost host)
    {
        Task<bool> step = StepAsync();
        await StreamHost.UntilAsync("an entry comes", () =>
        {
            bool isThere = step.IsCompleted;
            if (!isThere)
            {
                host.Time.Advance(AppSampler.Interval);
            }

            return isThere;
        });
        (await step).Should().BeTrue();
        _step = null;
        return [.. Current.Select(a => a.Name).Order(StringComparer.Ordinal)];
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
