using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Redeployments, which go on until every replica is ready: a browser waits for a few seconds of that, and no tab that is closed takes one back.
/// One at a time for each app; one that is deployed anew under a name has nothing to do with those before. When the host stops, those under way are cancelled, which undoes them.
/// </summary>
internal sealed class Rollouts(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How long a browser waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How many are remembered before those that have ended are forgotten.</summary>
    private const int Most = 1000;

    private readonly object _gate = new();
    private readonly Dictionary<(AppKey App, Guid Instance), Task> _tasks = [];

    /// <summary>Why the last one of an app failed that no browser waited for; null when it did not.</summary>
    public Exception? FailureOf(App app)
    {
        lock (_gate)
        {
            return _tasks.GetValueOrDefault(KeyOf(app)) is { IsFaulted: true, Exception.InnerException: { } failure } ? failure : null;
        }
    }

    /// <summary>Begins one in the context that is current, and waits for its end, but not for long.</summary>
    /// <returns>How it stands. What fails before the patience ends is thrown.</returns>
    public async Task<RolloutProgress> RunAsync(App app, Func<CancellationToken, Task> redeploy)
    {
        TenantContext context = TenantContext.Current!;
        (AppKey, Guid) key = KeyOf(app);
        Task task;
        lock (_gate)
        {
            if (_tasks.GetValueOrDefault(key) is { IsCompleted: false })
            {
                return RolloutProgress.Refused;
            }

            if (_tasks.Count >= Most)
            {
                foreach ((AppKey, Guid) ended in _tasks.Where(t => t.Value.IsCompleted).Select(t => t.Key).ToArray())
                {
                    _tasks.Remove(ended);
                }
            }

            // Nothing of the request goes with it but who asks.
            using (ExecutionContext.SuppressFlow())
            {
                task = Task.Run(() => ActAsync(context, redeploy, lifetime.ApplicationStopping));
            }

            _tasks[key] = task;
        }

        try
        {
            await task.WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            _ = ForgetAsync(key, task);
            return RolloutProgress.UnderWay;
        }
        catch
        {
            Forget(key, task);
            throw;
        }

        Forget(key, task);
        return RolloutProgress.Done;
    }

    private static (AppKey App, Guid Instance) KeyOf(App app) => (app.Key, app.Version.Instance);

    private static async Task ActAsync(TenantContext context, Func<CancellationToken, Task> redeploy, CancellationToken stopping)
    {
        using TenantScope scope = context.Enter();
        await redeploy(stopping).ConfigureAwait(false);
    }

    /// <summary>What ends well, or with the host, needs no word; a failure is kept for the app's page.</summary>
    private async Task ForgetAsync((AppKey App, Guid Instance) key, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsFaulted)
        {
            Forget(key, task);
        }
    }

    private void Forget((AppKey App, Guid Instance) key, Task task)
    {
        lock (_gate)
        {
            if (_tasks.GetValueOrDefault(key) == task)
            {
                _tasks.Remove(key);
            }
        }
    }
}
