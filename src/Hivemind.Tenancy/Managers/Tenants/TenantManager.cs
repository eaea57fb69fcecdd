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
    public ValueTask<Tenant?> FindTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        return guard.TryResolve(tenant, out TenantReference target)
            ? store.FindNamedAsync(target, cancellationToken)
            : FindGuardedAsync(tenant, cancellationToken);
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

    public async ValueTask<Tenant> GetTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default) =>
        await FindTenantAsync(tenant, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenant.Id);

    public async ValueTask<IReadOnlyList<Tenant>> ListTenantsAsync(TenantQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new TenantQuery();
        await guard.EnsureContextAsync(nameof(ListTenantsAsync), cancellationToken).ConfigureAwait(false);
        if (TenantContext.Current?.BoundTo is not { } own)
        {
            return await store.ListAsync(query, cancellationToken).ConfigureAwait(false);
        }

        Tenant? tenant = await FindTenantAsync(own, cancellationToken).ConfigureAwait(false);
        return tenant is not null && query.Matches(tenant) ? [tenant] : [];
    }

    public async ValueTask<Tenant> CreateTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default) =>
        (await CreateAsync(spec, key: null, cancellationToken).ConfigureAwait(false)).Value;

    public ValueTask<KeyedResult<Tenant>> CreateTenantAsync(TenantSpec spec, IdempotencyKey key, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return CreateAsync(spec, key, cancellationToken);
    }

    public async ValueTask<Tenant> EnsureTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await DemandCreationAsync(nameof(EnsureTenantAsync), cancellationToken).ConfigureAwait(false);
        resources.Require(spec.ResourceQuotas, nameof(spec));
        return await ObservedAsync("ensure", spec.Id, () => lifecycle.EnsureAsync(spec, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> SuspendTenantAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        Requires.Text(reason, "Reason", TenancyLimits.ReasonLength, multiline: true);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        TenantReference target = await guard.DemandGlobalAsync(
            tenant, TenancyPermissions.SuspendTenant, nameof(SuspendTenantAsync), cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("suspend", target.Id, () => lifecycle.SuspendAsync(target, reason, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> ResumeTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        TenantReference target = await guard.DemandGlobalAsync(
            tenant, TenancyPermissions.SuspendTenant, nameof(ResumeTenantAsync), cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("resume", target.Id, () => lifecycle.ResumeAsync(target, cancellationToken)).ConfigureAwait(false);
    }

    public ValueTask DeleteTenantAsync(TenantReference tenant, bool onlyIfIdle = false, CancellationToken cancellationToken = default) => DeleteAsync(
        tenant.Validated(nameof(tenant)), nameof(DeleteTenantAsync), target => lifecycle.DeleteAsync(target, onlyIfIdle, cancellationToken), cancellationToken);

    public ValueTask FinishDeletionAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        Requires.Text(reason, "Reason", TenancyLimits.ReasonLength, multiline: true);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        return DeleteAsync(
            tenant, nameof(FinishDeletionAsync), target => lifecycle.FinishDeletionAsync(target, reason, cancellationToken), cancellationToken);
    }

    public ValueTask<TenantContext> GetTenantContextAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default) =>
        OpenDoorAsync(Requires.UserId(userId), tenant.Validated(nameof(tenant)), cancellationToken);

    public ValueTask<TenantContext> GetTenantContextAsync(TenantContextClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return OpenDoorAsync(claim.UserId, new TenantReference(claim.TenantId, claim.TenantUid), cancellationToken);
    }

    private async ValueTask<KeyedResult<Tenant>> CreateAsync(TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await DemandCreationAsync(nameof(CreateTenantAsync), cancellationToken).ConfigureAwait(false);
        resources.Require(spec.ResourceQuotas, nameof(spec));
        return await ObservedAsync("create", spec.Id, () => lifecycle.CreateAsync(spec, key, cancellationToken)).ConfigureAwait(false);
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

    private async ValueTask DeleteAsync(
        TenantReference tenant, string operation, Func<TenantReference, ValueTask> delete, CancellationToken cancellationToken)
    {
        TenantReference target = await guard.DemandGlobalAsync(tenant, TenancyPermissions.DeleteTenant, operation, cancellationToken).ConfigureAwait(false);
        if (defaultTenant.Is(target.Id))
        {
            throw new InvalidOperationException($"Tenant '{target.Id}' is the default tenant of this host and cannot be deleted.");
        }

        await ObservedAsync("delete", target.Id, async () =>
        {
            await delete(target).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private async ValueTask<Tenant?> FindGuardedAsync(TenantReference tenant, CancellationToken cancellationToken) =>
        await guard.ResolveAsync(tenant, nameof(FindTenantAsync), cancellationToken).ConfigureAwait(false) is { } target
            ? await store.FindNamedAsync(target, cancellationToken).ConfigureAwait(false)
            : null;

    private async ValueTask<TenantContext> OpenDoorAsync(string userId, TenantReference named, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await defaultTenant.EnsureAsync(cancellationToken).ConfigureAwait(false);
        TenantReference target = named;
        bool reachable = TenantContext.Current is not { } caller || caller.TryReach(named, out target);
        Tenant? tenant = reachable ? await store.FindNamedAsync(target, cancellationToken).ConfigureAwait(false) : null;
        bool admitted = tenant is not null && await access.HasAccessAsync(userId, tenant, cancellationToken).ConfigureAwait(false);
        if (admitted && tenant!.Status.Allows(TenantOperation.Admit))
        {
            return TenantContext.Verified(tenant, userId);
        }

        AccessRefusalReason reason = admitted ? AccessRefusalReason.NotActive : reachable ? AccessRefusalReason.NoAccess : AccessRefusalReason.OtherTenant;
        await guard.RefuseAsync(nameof(GetTenantContextAsync), reason, userId, named, cancellationToken).ConfigureAwait(false);
        throw admitted ? new TenantNotActiveException(named.Id, tenant!.Status) : new TenantAccessDeniedException(userId, named.Id);
    }

    private async ValueTask<Tenant?> VisibleAsync(Tenant? tenant, string operation, CancellationToken cancellationToken) =>
        tenant is not null && await guard.ResolveAsync(tenant, operation, cancellationToken).ConfigureAwait(false) is not null ? tenant : null;
}
