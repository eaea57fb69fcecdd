using System.Collections.Concurrent;
using Docker.DotNet.Models;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Docker;

/// <summary>
/// Brings the apps of one node to what is wanted. Any number of hosts do so at the same time: each step is by a container's id, or by a name
/// that the engine gives once while the anchor is there.
/// </summary>
internal sealed class AppConverger(
    NodeClient node, DockerOptions options, AnchorStore anchors, AppReader reader, ReplicaMaker maker, Removals removals, Readiness readiness, EngineChangeLog changes,
    TimeProvider time, DockerLogger logger)
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Lost = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MostRetry = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, (string Reason, int Times)> _waiting = new(StringComparer.Ordinal);

    /// <summary>The anchors of apps that have no volume left which they do not name.</summary>
    private readonly ConcurrentDictionary<string, string> _tidied = new(StringComparer.Ordinal);

    /// <summary>Why an app waits on this host; null when it does not.</summary>
    public string? WaitingOf(string key) => _waiting.TryGetValue(key, out (string Reason, int Times) waiting) ? waiting.Reason : null;

    /// <summary>One pass over one app or volume.</summary>
    /// <param name="key">Which one.</param>
    /// <param name="looked">Told once it has looked, and goes on to what may take long.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>After how long another is due by itself; null for never.</returns>
    public async Task<TimeSpan?> PassAsync(string key, Action looked, CancellationToken cancellationToken)
    {
        try
        {
            (Anchor? highest, IReadOnlyList<ContainerListResponse> all) = await anchors.FindAsync(key, cancellationToken).ConfigureAwait(false);
            if (highest is null or { IsRemoved: true })
            {
                _waiting.TryRemove(key, out _);
                _tidied.TryRemove(key, out _);
            }

            if (highest is null)
            {
                await RemoveStraysAsync(all, cancellationToken).ConfigureAwait(false);
                return null;
            }

            if (highest.IsRemoved)
            {
                looked();
                await removals.FinishAsync(highest, cancellationToken).ConfigureAwait(false);
                return null;
            }

            await anchors.RemoveBelowAsync(highest, all, cancellationToken).ConfigureAwait(false);
            if (highest.Kind != Labels.AppAnchor)
            {
                return null;
            }

            AppSnapshot app = await reader.ReadAsync(highest, all, cancellationToken).ConfigureAwait(false);
            looked();
            return await ConvergeAsync(app, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            logger.Log.PassFailed(key, node.Name, e);
            return Retry;
        }
    }

    private async Task<TimeSpan?> ConvergeAsync(AppSnapshot app, CancellationToken cancellationToken)
    {
        AppSpec spec = app.Desired.Spec;
        (bool isAnyLeft, bool isAnyNew) = await readiness.AskAsync(spec, app.Current, cancellationToken).ConfigureAwait(false);
        if (isAnyNew)
        {
            changes.Add(node.Name, app.Desired.Key.Tenant);
        }

        ReplicaPlan plan = ReplicaPlan.Of(app, r => readiness.IsReady(spec, r), time.GetUtcNow());
        Task<TimeSpan?> making = MakeAsync(app, plan, cancellationToken);
        await Task.WhenAll([
            making,
            .. plan.Remove.Select(r => node.RemoveAsync(r.Id, r.IsRunning ? options.StopGrace : TimeSpan.Zero, cancellationToken)),
            .. plan.End.Select(r => EndAsync(r, cancellationToken))]).ConfigureAwait(false);
        TimeSpan? due = await making.ConfigureAwait(false) ?? plan.LookAgain;
        bool isSettled = app.Desired.ChangeId is null && app.Replicas.All(app.IsCurrent) && plan.Make.Count + plan.Remove.Count == 0;
        if (isSettled && !(_tidied.TryGetValue(app.Anchor.Key, out string? anchor) && anchor == app.Anchor.Id)
            && await removals.RemoveUnnamedAsync(app, cancellationToken).ConfigureAwait(false))
        {
            _tidied[app.Anchor.Key] = app.Anchor.Id;
        }

        if (isAnyLeft && (due is null || due > Readiness.AskInterval))
        {
            return Readiness.AskInterval;
        }

        // What was done is looked at once more: others may have done something in between.
        return plan.Make.Count + plan.Remove.Count + plan.End.Count > 0 && due is null ? TimeSpan.FromMilliseconds(50) : due;
    }

    /// <summary>Makes what is missing. What cannot be made says why, and is tried again, less and less often.</summary>
    private async Task<TimeSpan?> MakeAsync(AppSnapshot app, ReplicaPlan plan, CancellationToken cancellationToken)
    {
        string key = app.Anchor.Key;
        if (plan.Make.Count == 0)
        {
            _waiting.TryRemove(key, out _);
            return null;
        }

        try
        {
            bool[] made = await Task.WhenAll(plan.Make.Select(m => maker.MakeAsync(app, m, cancellationToken))).ConfigureAwait(false);
            if (made.Contains(value: false))
            {
                // Another host was first, as a rule. An engine may also hold a name back: that is waited for less and less often.
                return Wait(key, "The engine holds the name of a container back.", Lost);
            }

            _waiting.TryRemove(key, out _);
            return null;
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            string reason = e is TenancyException ? e.Message : "Something unexpected happened; the host's log says what.";
            TimeSpan retry = Wait(key, reason, Retry);
            logger.Log.Waits(app.Desired.Key.Name, app.Desired.Key.Namespace, app.Desired.Key.Tenant, node.Name, reason);
            if (e is not TenancyException)
            {
                logger.Log.PassFailed(key, node.Name, e);
            }

            return retry;
        }
    }

    /// <summary>Notes why an app waits.</summary>
    /// <returns>How long it does: twice as long each time.</returns>
    private TimeSpan Wait(string key, string reason, TimeSpan first)
    {
        (_, int times) = _waiting.AddOrUpdate(key, _ => (reason, 1), (_, former) => (reason, former.Times + 1));
        TimeSpan retry = first * (1 << Math.Min(times - 1, 10));
        return retry < MostRetry ? retry : MostRetry;
    }

    private async Task EndAsync(ReplicaContainer replica, CancellationToken cancellationToken) => await node.FindAsync(
        async (c, t) => (object)await c.Containers.StopContainerAsync(
            replica.Id, new ContainerStopParameters { WaitBeforeKillSeconds = (uint)Math.Ceiling(options.StopGrace.TotalSeconds) }, t).ConfigureAwait(false),
        cancellationToken,
        options.StopGrace).ConfigureAwait(false);

    /// <summary>What a host made that looked before a removal, and acted after it.</summary>
    private async Task RemoveStraysAsync(IReadOnlyList<ContainerListResponse> all, CancellationToken cancellationToken)
    {
        foreach (ContainerListResponse stray in all.Where(ReplicaContainer.IsOne))
        {
            logger.Log.RemovingStray(stray.ID, node.Name);
            await node.RemoveAsync(stray.ID, TimeSpan.Zero, cancellationToken).ConfigureAwait(false);
        }
    }
}
