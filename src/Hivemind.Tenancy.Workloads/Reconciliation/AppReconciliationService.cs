using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.Workloads;

/// <summary>Reconciles at the start, on the engine's watch and at intervals. Runs with nobody's execution context.</summary>
internal sealed class AppReconciliationService(
    AppReconciler reconciler, IWorkloadEngine engine, IOptions<WorkloadOptions> options, TimeProvider time, WorkloadsLogger logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>How long changes are gathered: one of ours is committed by then, and many come to one look.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _stopping = new();
    private readonly PendingChanges _changes = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        using (ExecutionContext.SuppressFlow())
        {
            _running = Task.WhenAll(Task.Run(WatchAsync, CancellationToken.None), Task.Run(RunAsync, CancellationToken.None));
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _changes.Dispose();
    }

    /// <summary>Hands on what the engine says. Everything is listed once the watch has begun, so that nothing is missed before, and again when it has ended, however it did.</summary>
    private async Task WatchAsync()
    {
        CancellationToken stopping = _stopping.Token;
        string? cursor = null;
        while (!stopping.IsCancellationRequested)
        {
            Exception? failure = null;
            try
            {
                IAsyncEnumerator<EngineChange> changes = engine.WatchAsync(cursor, stopping).GetAsyncEnumerator(stopping);
                await using ConfiguredAsyncDisposable disposal = changes.ConfigureAwait(false);
                ValueTask<bool> next = changes.MoveNextAsync();
                if (cursor is null)
                {
                    _changes.Add(new EngineChange(string.Empty));
                }

                while (await next.ConfigureAwait(false))
                {
                    cursor = changes.Current.Cursor;
                    _changes.Add(changes.Current);
                    next = changes.MoveNextAsync();
                }
            }
            catch (Exception e)
            {
                failure = e;
            }

            if (!stopping.IsCancellationRequested)
            {
                logger.Log.WatchFailed(failure);
                _changes.Add(new EngineChange(string.Empty));
                await PauseAsync(stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task RunAsync()
    {
        CancellationToken stopping = _stopping.Token;
        bool isAll = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (isAll)
                {
                    await reconciler.ReconcileAsync(stopping).ConfigureAwait(false);
                }

                isAll = await NextAsync(stopping).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                logger.Log.ReconcilingFailed(e);
                isAll = true;
                await PauseAsync(stopping).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Deals with what the watch says, until everything is due.</summary>
    private async Task<bool> NextAsync(CancellationToken stopping)
    {
        using CancellationTokenSource due = new(options.Value.ReconcileInterval, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, stopping);
        while (true)
        {
            try
            {
                await _changes.WaitAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
            {
                return true;
            }

            await Task.Delay(Gathering, time, stopping).ConfigureAwait(false);
            if (_changes.Take() is not { } changed)
            {
                return true;
            }

            foreach ((string source, TenantReference tenant) in changed)
            {
                await reconciler.ReconcileAsync(source, tenant, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task PauseAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Delay(Pause, time, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }
}
