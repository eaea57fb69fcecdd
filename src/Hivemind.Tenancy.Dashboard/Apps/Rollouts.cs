using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.Hosting;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>
/// Redeployments, which go on until every replica is ready: a browser waits for a few seconds of that, and no tab that is closed takes one back.
/// One at a time for each app. When the host stops, those under way are cancelled, which undoes them.
/// </summary>
internal sealed class Rollouts(IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How long a browser waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>How many are remembered before those that have ended are forgotten.</summary>
    private const int Most = 1000;

    private readonly object _gate = new();
    private readonly Dictionary<AppKey, Task> _tasks = [];

    /// <summary>Why the last one of an app failed that no browser waited for; null when it did not.</summary>
    public Exception? FailureOf(AppKey app)
    {
        lock (_gate)
        {
            return _tasks.GetValueOrDefault(app) is { IsFaulted: true, Exception.InnerException: { } failure } ? failure : null;
        }
    }

    /// <summary>Begins one in the context that is current, and waits for its end, but not for long.</summary>
    /// <returns>How it stands. What fails before the patience ends is thrown.</returns>
    public async Task<RolloutProgress> RunAsync(AppKey app, Func<CancellationToken, Task> redeploy)
    {
        TenantContext context = TenantContext.Current!;
        Task task;
        lock (_gate)
        {
            if (_tasks.GetValueOrDefault(app) is { IsCompleted: false })
            {
                return RolloutProgress.Refused;
            }

            if (_tasks.Count >= Most)
            {
                foreach (AppKey ended in _tasks.Where(t => t.Value.IsCompleted).Select(t => t.Key).ToArray())
                {
                    _tasks.Remove(ended);
                }
            }

            // Nothing of the request goes with it but who asks.
            using (ExecutionContext.SuppressFlow())
            {
                task = Task.Run(() => ActAsync(context, redeploy, lifetime.ApplicationStopping));
            }

            _tasks[app] = task;
        }

        try
        {
            await task.WaitAsync(Patience, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            _ = ForgetAsync(app, task);
            return RolloutProgress.UnderWay;
        }
        catch
        {
            Forget(app, task);
            throw;
        }

        Forget(app, task);
        return RolloutProgress.Done;
    }

    private static async Task ActAsync(TenantContext context, Func<CancellationToken, Task> redeploy, CancellationToken stopping)
    {
        using TenantScope scope = context.Enter();
        await redeploy(stopping).ConfigureAwait(false);
    }

    /// <summary>What ends well, or with the host, needs no word; a failure is kept for the app's page.</summary>
    private async Task ForgetAsync(AppKey app, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsFaulted)
        {
            Forget(app, task);
        }
    }

    private void Forget(AppKey app, Task task)
    {
        lock (_gate)
        {
            if (_tasks.GetValueOrDefault(app) == task)
            {
                _tasks.Remove(app);
            }
        }
    }
}
