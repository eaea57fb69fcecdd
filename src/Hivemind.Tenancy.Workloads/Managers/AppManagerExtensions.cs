namespace Hivemind.Tenancy.Workloads;

/// <summary>
/// The verbs of <see cref="IAppManager"/> in a context that is given: it is entered for the call. Each acts on the context's tenant, and is
/// as the method it is called after; in addition it throws <see cref="ArgumentException"/> for a context that is for no one tenant, and
/// <see cref="TenantNotFoundException"/> inside the context of another tenant.
/// </summary>
public static class AppManagerExtensions
{
    /// <summary>As <see cref="IAppManager.DeployAsync"/>.</summary>
    /// <example><code>
    /// TenantContext context = await tenants.GetTenantContextAsync("alice", acme);
    /// App app = await apps.DeployAsync(new AppSpec { Name = "shop", Namespace = "web", Image = "nginx:1.27" }, context);
    /// </code></example>
    public static ValueTask<App> DeployAsync(
        this IAppManager apps, AppSpec spec, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.DeployAsync(tenant, spec, cancellationToken));

    /// <summary>As <see cref="IAppManager.RedeployAsync"/>.</summary>
    public static ValueTask<App> RedeployAsync(
        this IAppManager apps, AppSpec spec, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.RedeployAsync(tenant, spec, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.ScaleAsync"/>.</summary>
    public static ValueTask<App> ScaleAsync(
        this IAppManager apps, string namespaceName, string name, int replicas, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.ScaleAsync(tenant, namespaceName, name, replicas, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.StopAsync"/>.</summary>
    public static ValueTask<App> StopAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.StopAsync(tenant, namespaceName, name, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.StartAsync"/>.</summary>
    public static ValueTask<App> StartAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.StartAsync(tenant, namespaceName, name, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.RemoveAsync"/>.</summary>
    public static ValueTask<bool> RemoveAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.RemoveAsync(tenant, namespaceName, name, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.FindAppAsync"/>.</summary>
    public static ValueTask<App?> FindAppAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.FindAppAsync(tenant, namespaceName, name, cancellationToken));

    /// <summary>As <see cref="IAppManager.WaitUntilReadyAsync"/>.</summary>
    public static ValueTask<App> WaitUntilReadyAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.WaitUntilReadyAsync(tenant, namespaceName, name, cancellationToken));

    /// <summary>As <see cref="IAppManager.ListAppsAsync"/>.</summary>
    public static ValueTask<IReadOnlyList<App>> ListAppsAsync(
        this IAppManager apps, AppQuery? query, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.ListAppsAsync(tenant, query, cancellationToken));

    /// <summary>As <see cref="IAppManager.ListAppsAsync"/>: the first 100.</summary>
    public static ValueTask<IReadOnlyList<App>> ListAppsAsync(this IAppManager apps, TenantContext context, CancellationToken cancellationToken = default) =>
        ListAppsAsync(apps, query: null, context, cancellationToken);

    /// <summary>As <see cref="IAppManager.ReadLogsAsync"/>: the last 100 lines.</summary>
    public static ValueTask<IAsyncEnumerable<AppLogLine>> ReadLogsAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        ReadLogsAsync(apps, namespaceName, name, query: null, context, cancellationToken);

    /// <summary>As <see cref="IAppManager.ReadLogsAsync"/>.</summary>
    public static ValueTask<IAsyncEnumerable<AppLogLine>> ReadLogsAsync(
        this IAppManager apps, string namespaceName, string name, AppLogQuery? query, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.ReadLogsAsync(tenant, namespaceName, name, query, cancellationToken));

    /// <summary>As <see cref="IAppManager.GetUsageAsync"/>.</summary>
    public static ValueTask<IReadOnlyList<ReplicaUsage>> GetUsageAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.GetUsageAsync(tenant, namespaceName, name, cancellationToken));

    /// <summary>As <see cref="IAppManager.CreateVolumeAsync"/>.</summary>
    public static ValueTask<AppVolume> CreateVolumeAsync(
        this IAppManager apps, string namespaceName, string name, long sizeBytes, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.CreateVolumeAsync(tenant, namespaceName, name, sizeBytes, cancellationToken));

    /// <summary>As <see cref="IAppManager.ListVolumesAsync"/>.</summary>
    public static ValueTask<IReadOnlyList<AppVolume>> ListVolumesAsync(
        this IAppManager apps, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.ListVolumesAsync(tenant, cancellationToken));

    /// <summary>As <see cref="IAppManager.RemoveVolumeAsync"/>.</summary>
    public static ValueTask<bool> RemoveVolumeAsync(
        this IAppManager apps, string namespaceName, string name, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.RemoveVolumeAsync(tenant, namespaceName, name, cancellationToken: cancellationToken));

    /// <summary>As <see cref="IAppManager.FindViolationsAsync"/>.</summary>
    public static ValueTask<IReadOnlyList<AppViolation>> FindViolationsAsync(
        this IAppManager apps, TenantContext context, CancellationToken cancellationToken = default) =>
        InAsync(apps, context, tenant => apps.FindViolationsAsync(tenant, cancellationToken));

    private static async ValueTask<T> InAsync<T>(IAppManager apps, TenantContext context, Func<TenantReference, ValueTask<T>> call)
    {
        ArgumentNullException.ThrowIfNull(apps);
        ArgumentNullException.ThrowIfNull(context);
        TenantReference tenant = context.BoundTo
            ?? throw new ArgumentException($"The context ({context}) is for no one tenant: one that the verified door gave is allowed.", nameof(context));
        if (TenantContext.Current?.BoundTo is { } here && (here.Id != tenant.Id || (here.Uid is { } uid && !tenant.Names(uid))))
        {
            throw new TenantNotFoundException(tenant.Id);
        }

        using TenantScope scope = context.Enter();
        return await call(tenant).ConfigureAwait(false);
    }
}
