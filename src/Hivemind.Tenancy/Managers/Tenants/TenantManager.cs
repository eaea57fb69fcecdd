using System.Diagnostics;
using Hivemind.Tenancy.Storage;

namespace Hivemind.Tenancy;

/// <summary>Authorizes by the ambient context, then reads, writes or hands over to <see cref="TenantLifecycle"/>.</summary>
internal sealed partial class TenantManager(
    ITenantStore store,
    IRbacProvider rbac,
    AccessEvaluator access,
    CallerGuard guard,
    TenantLifecycle lifecycle,
    TenantWriter writer,
    DeclaredResources resources,
    DefaultTenant defaultTenant) : ITenantManager
{
    public ValueTask<Tenant?> FindTenantAsync(TenantId tenantId, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        return guard.AdmitsToAny(tenantId)
            ? store.FindAsync(tenantId, cancellationToken)
            : FindGuardedAsync(tenantId, cancellationToken);
    }

    public async ValueTask<Tenant?> FindTenantByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        Requires.Line(name, "Tenant name", TenancyLimits.NameLength);
        await guard.EnsureContextAsync(nameof(FindTenantByNameAsync), cancellationToken).ConfigureAwait(false);
        return await VisibleAsync(
            await store.FindByNameAsync(name, cancellationToken).ConfigureAwait(false), nameof(FindTenantByNameAsync), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant?> FindTenantByNamespaceAsync(string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        await guard.EnsureContextAsync(nameof(FindTenantByNamespaceAsync), cancellationToken).ConfigureAwait(false);
        return await VisibleAsync(
            await store.FindByNamespaceAsync(namespaceName, cancellationToken).ConfigureAwait(false), nameof(FindTenantByNamespaceAsync), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> GetTenantAsync(TenantId tenantId, CancellationToken cancellationToken = default) =>
        await FindTenantAsync(tenantId, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenantId);

    public async ValueTask<IReadOnlyList<Tenant>> ListTenantsAsync(TenantQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new TenantQuery();
        await guard.EnsureContextAsync(nameof(ListTenantsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.TenantId is not { } own)
        {
            return await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        }

        Tenant? tenant = await FindTenantAsync(own, cancellationToken).ConfigureAwait(false);
        return tenant is not null && query.Matches(tenant) ? [tenant] : [];
    }

    public async ValueTask<Tenant> CreateTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await DemandCreationAsync(nameof(CreateTenantAsync), cancellationToken).ConfigureAwait(false);
        resources.Require(spec.ResourceQuotas, nameof(spec));

        // From inside a tenant another one is not found, not even one that waits to be continued.
        bool mayContinue = TenantContext.Current is null or { IsSystem: true };
        return await ObservedAsync("create", spec.Id, () => lifecycle.CreateAsync(spec, mayContinue, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> EnsureTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await DemandCreationAsync(nameof(EnsureTenantAsync), cancellationToken).ConfigureAwait(false);
        resources.Require(spec.ResourceQuotas, nameof(spec));
        return await ObservedAsync("ensure", spec.Id, () => lifecycle.EnsureAsync(spec, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> SuspendTenantAsync(TenantId tenantId, string reason, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        Requires.Text(reason, "Reason", TenancyLimits.ReasonLength, multiline: true);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        await guard.DemandGlobalAsync(tenantId, TenancyPermissions.SuspendTenant, nameof(SuspendTenantAsync), cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("suspend", tenantId, () => lifecycle.SuspendAsync(tenantId, reason, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> ResumeTenantAsync(TenantId tenantId, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        await guard.DemandGlobalAsync(tenantId, TenancyPermissions.SuspendTenant, nameof(ResumeTenantAsync), cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("resume", tenantId, () => lifecycle.ResumeAsync(tenantId, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask DeleteTenantAsync(TenantId tenantId, CancellationToken cancellationToken = default)
    {
        Requires.TenantId(tenantId);
        await guard.DemandGlobalAsync(tenantId, TenancyPermissions.DeleteTenant, nameof(DeleteTenantAsync), cancellationToken).ConfigureAwait(false);
        if (defaultTenant.Is(tenantId))
        {
            throw new InvalidOperationException($"Tenant '{tenantId}' is the default tenant of this host and cannot be deleted.");
        }

        await ObservedAsync("delete", tenantId, async () =>
        {
            await lifecycle.DeleteAsync(tenantId, cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    public ValueTask<TenantContext> GetTenantContextAsync(string userId, TenantId tenantId, CancellationToken cancellationToken = default) =>
        OpenDoorAsync(Requires.UserId(userId), Requires.TenantId(tenantId), createdAt: null, cancellationToken);

    public ValueTask<TenantContext> GetTenantContextAsync(TenantContextClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return OpenDoorAsync(claim.UserId, claim.TenantId, claim.TenantCreatedAt, cancellationToken);
    }

    private static async ValueTask<T> ObservedAsync<T>(string operation, TenantId tenantId, Func<ValueTask<T>> action)
    {
        using Activity? activity = TenancyActivities.Start(operation, tenantId);
        try
        {
            return await action().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            activity.Fail(e);
            throw;
        }
    }

    /// <summary>The new tenant's owner gets the rights of tenant-admin, and nobody grants more than they hold.</summary>
    private async ValueTask DemandCreationAsync(string operation, CancellationToken cancellationToken)
    {
        await guard.DemandAsync(TenancyPermissions.CreateTenant, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
        foreach (Permission permission in BuiltInRoles.TenantAdmin.Permissions)
        {
            await guard.DemandAsync(permission, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<Tenant?> FindGuardedAsync(TenantId tenantId, CancellationToken cancellationToken) =>
        await guard.SeesAsync(tenantId, nameof(FindTenantAsync), mayBeStale: true, cancellationToken).ConfigureAwait(false)
            && await store.FindAsync(tenantId, cancellationToken).ConfigureAwait(false) is { } tenant
            && TenantContext.IsFor(tenant)
            ? tenant
            : null;

    private async ValueTask<TenantContext> OpenDoorAsync(
        string userId, TenantId tenantId, DateTimeOffset? createdAt, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await defaultTenant.EnsureAsync(cancellationToken).ConfigureAwait(false);
        bool reachable = TenantContext.Current?.TenantId is not { } own || own == tenantId;
        Tenant? tenant = reachable ? await store.FindAsync(tenantId, cancellationToken).ConfigureAwait(false) : null;
        bool admitted = tenant is not null
            && (createdAt is null || createdAt == tenant.CreatedAt)
            && await access.HasAccessAsync(userId, tenant, cancellationToken).ConfigureAwait(false);
        if (admitted && tenant!.Status.Allows(TenantOperation.Admit))
        {
            return TenantContext.Verified(tenant, userId);
        }

        AccessRefusalReason reason = admitted ? AccessRefusalReason.NotActive : reachable ? AccessRefusalReason.NoAccess : AccessRefusalReason.OtherTenant;
        await guard.RefuseAsync(nameof(GetTenantContextAsync), reason, userId, tenantId, cancellationToken).ConfigureAwait(false);
        throw admitted ? new TenantNotActiveException(tenantId, tenant!.Status) : new TenantAccessDeniedException(userId, tenantId);
    }

    private async ValueTask<Tenant?> VisibleAsync(Tenant? tenant, string operation, CancellationToken cancellationToken) =>
        tenant is not null && await guard.SeesAsync(tenant.Id, operation, mayBeStale: false, cancellationToken).ConfigureAwait(false) ? tenant : null;
}
