namespace Hivemind.Tenancy.Workloads;

/// <content>What changes nothing.</content>
internal sealed partial class AppManager
{
    public async ValueTask<App?> FindAppAsync(
        TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        (_, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Read, cancellationToken).ConfigureAwait(false);
        return await engine.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } found ? App.Of(found) : null;
    }

    public async ValueTask<App> WaitUntilReadyAsync(
        TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            (_, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Read, cancellationToken).ConfigureAwait(false);
            App app = App.Of(await engine.FindAsync(key, cancellationToken).ConfigureAwait(false) ?? throw new AppNotFoundException(key));
            if (app.State != AppState.Pending)
            {
                return app;
            }

            await Task.Delay(ReadinessWait.LookInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<IReadOnlyList<App>> ListAppsAsync(
        TenantReference tenant, AppQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new AppQuery();
        Tenant seen;
        IReadOnlySet<string>? namespaces = null;
        if (query.Namespace is null)
        {
            (seen, namespaces) = await guard.ReachAnyAsync(tenant, AppPermissions.Read, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            seen = await guard.ReachAsync(tenant, AppPermissions.Read, query.Namespace, cancellationToken).ConfigureAwait(false);
        }

        List<EngineApp> found = [];
        foreach (string source in engine.Sources)
        {
            found.AddRange((await engine.ListAsync(source, seen, cancellationToken).ConfigureAwait(false)).Apps);
        }

        return [.. found
            .Where(a => query.Namespace is null ? namespaces?.Contains(a.Desired.Key.Namespace) != false : a.Desired.Key.Namespace == query.Namespace)
            .Select(a => (Path: PathOf(a.Desired.Key), App: a))
            .Where(a => query.After is null || string.CompareOrdinal(a.Path, query.After) > 0)
            .OrderBy(a => a.Path, StringComparer.Ordinal)
            .Take(query.Limit)
            .Select(a => App.Of(a.App))];
    }

    public async ValueTask<IAsyncEnumerable<AppLogLine>> ReadLogsAsync(
        TenantReference tenant, string namespaceName, string name, AppLogQuery? query = null, CancellationToken cancellationToken = default)
    {
        AppKey key = await ReachThereAsync(tenant, namespaceName, name, cancellationToken).ConfigureAwait(false);
        return engine.ReadLogsAsync(key, query ?? new AppLogQuery(), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(
        TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken = default)
    {
        AppKey key = await ReachThereAsync(tenant, namespaceName, name, cancellationToken).ConfigureAwait(false);
        return await engine.GetUsageAsync(key, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<AppViolation>> FindViolationsAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        Tenant seen = await guard.ReachAsync(tenant, AppPermissions.Read, namespaceName: null, cancellationToken).ConfigureAwait(false);
        List<AppViolation> violations = [];
        foreach (string source in engine.Sources)
        {
            foreach (EngineApp app in (await engine.ListAsync(source, seen, cancellationToken).ConfigureAwait(false)).Apps)
            {
                violations.AddRange(await ViolationsAsync(seen, app, cancellationToken).ConfigureAwait(false));
            }
        }

        return violations;
    }

    private static string PathOf(AppKey key) => $"{key.Namespace}/{key.Name}";

    private async ValueTask<AppKey> ReachThereAsync(TenantReference tenant, string namespaceName, string name, CancellationToken cancellationToken)
    {
        (_, AppKey key) = await ReachAsync(tenant, namespaceName, name, AppPermissions.Read, cancellationToken).ConfigureAwait(false);
        return await engine.FindAsync(key, cancellationToken).ConfigureAwait(false) is null ? throw new AppNotFoundException(key) : key;
    }

    /// <summary>The verdicts of the core over nodes, shared volumes and guarantees; and over the network, which is shared when it was so when the app was last applied.</summary>
    private async ValueTask<IEnumerable<AppViolation>> ViolationsAsync(Tenant tenant, EngineApp app, CancellationToken cancellationToken)
    {
        List<Volume> volumes = [];
        foreach (VolumeMount mount in app.Desired.Spec.Volumes.Where(v => v.IsShared))
        {
            volumes.Add(await engine.FindSharedVolumeAsync(mount.Volume, cancellationToken).ConfigureAwait(false) ?? new Volume(mount.Volume));
        }

        AppKey key = app.Desired.Key;
        IEnumerable<AppViolation> found = TenantIsolation.FindViolations(tenant, app.Replicas.Where(r => r.State != ReplicaState.Exited && r.Node is not null)
            .Select(r => new RunningWorkload { Name = PathOf(key), Node = r.Node!, Volumes = volumes, HasResourceGuarantees = app.Desired.Isolation.ResourceGuarantees }))
            .Select(v => new AppViolation(key, v.Aspect, v.Reason))
            .Distinct();
        bool isOnSharedNetwork = app.Replicas.Count > 0
            && app.Desired.Isolation.Network == IsolationBoundary.Shared
            && tenant.IsolationLevel.Settings.Network == IsolationBoundary.Own;
        return isOnSharedNetwork
            ? found.Append(new AppViolation(key, IsolationAspect.Network, $"Tenant '{tenant.Id}' has a network of its own, and the app is on the shared one: redeploy it."))
            : found;
    }
}
