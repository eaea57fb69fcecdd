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
    EventDispatcher events,
    TenancyClock clock,
    IFirstCallGate firstCall) : ITenantManager
{
    public ValueTask<Tenant?> FindTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        return guard.TryReach(tenant, out TenantReference target)
            ? store.FindNamedAsync(target, cancellationToken)
            : guard.FindAsync(TenantCallers.Find, tenant, cancellationToken);
    }

    public async ValueTask<Tenant?> FindTenantByNameAsync(string name, CancellationToken cancellationToken = default)
    {
        Requires.Line(name, "Tenant name", TenancyLimits.NameLength);
        await guard.RequireCallerAsync(TenantCallers.FindByName.Verb, cancellationToken).ConfigureAwait(false);
        return await VisibleAsync(
            TenantCallers.FindByName, await store.FindByNameAsync(name, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant?> FindTenantByNamespaceAsync(string namespaceName, CancellationToken cancellationToken = default)
    {
        Requires.Label(namespaceName, "Namespace");
        await guard.RequireCallerAsync(TenantCallers.FindByNamespace.Verb, cancellationToken).ConfigureAwait(false);
        return await VisibleAsync(
            TenantCallers.FindByNamespace, await store.FindByNamespaceAsync(namespaceName, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> GetTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default) =>
        await FindTenantAsync(tenant, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenant.Id);

    public async ValueTask<IReadOnlyList<Tenant>> ListTenantsAsync(TenantQuery? query = null, CancellationToken cancellationToken = default)
    {
        query ??= new TenantQuery();
        await guard.AuthorizeAsync(TenantCallers.List, cancellationToken).ConfigureAwait(false);
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
        await DemandCreationAsync(TenantCallers.Ensure, cancellationToken).ConfigureAwait(false);
        resources.Require(spec.ResourceQuotas, nameof(spec));
        return await ObservedAsync("ensure", spec.Id, () => lifecycle.EnsureAsync(spec, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> SuspendTenantAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        RequireReason(reason);
        TenantReference target = await guard.AuthorizeAsync(TenantCallers.Suspend, tenant, cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("suspend", target.Id, () => lifecycle.SuspendAsync(target, reason, cancellationToken)).ConfigureAwait(false);
    }

    public async ValueTask<Tenant> ResumeTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        TenantReference target = await guard.AuthorizeAsync(TenantCallers.Resume, tenant, cancellationToken).ConfigureAwait(false);
        return await ObservedAsync("resume", target.Id, () => lifecycle.ResumeAsync(target, cancellationToken)).ConfigureAwait(false);
    }

    public ValueTask DeleteTenantAsync(TenantReference tenant, bool onlyIfIdle = false, CancellationToken cancellationToken = default) => DeleteAsync(
        tenant.Validated(nameof(tenant)), TenantCallers.Delete, target => lifecycle.DeleteAsync(target, onlyIfIdle, cancellationToken), cancellationToken);

    public ValueTask FinishDeletionAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default)
    {
        tenant.Validated(nameof(tenant));
        RequireReason(reason);
        return DeleteAsync(
            tenant, TenantCallers.FinishDeletion, target => lifecycle.FinishDeletionAsync(target, reason, cancellationToken), cancellationToken);
    }

    public ValueTask<TenantContext> GetTenantContextAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default) =>
        OpenDoorAsync(Requires.UserId(userId), tenant.Validated(nameof(tenant)), cancellationToken);

    public ValueTask<TenantContext> GetTenantContextAsync(TenantContextClaim claim, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(claim);
        return OpenDoorAsync(claim.UserId, new TenantReference(claim.TenantId, claim.TenantUid), cancellationToken);
    }

    private static void RequireReason(string reason)
    {
        Requires.Text(reason, "Reason", TenancyLimits.ReasonLength, multiline: true);
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
    }

    private async ValueTask<KeyedResult<Tenant>> CreateAsync(TenantSpec spec, IdempotencyKey? key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(spec);
        await DemandCreationAsync(TenantCallers.Create, cancellationToken).ConfigureAwait(false);
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
    private async ValueTask DemandCreationAsync(CallerRule rule, CancellationToken cancellationToken)
    {
        await guard.AuthorizeAsync(rule, cancellationToken).ConfigureAwait(false);
        await guard.DemandHeldAsync(BuiltInRoles.TenantAdmin.Permissions, PermissionScope.Global, rule.Verb, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask DeleteAsync(
        TenantReference tenant, CallerRule rule, Func<TenantReference, ValueTask> delete, CancellationToken cancellationToken)
    {
        TenantReference target = await guard.AuthorizeAsync(rule, tenant, cancellationToken).ConfigureAwait(false);
        await ObservedAsync("delete", target.Id, async () =>
        {
            await delete(target).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private async ValueTask<TenantContext> OpenDoorAsync(string userId, TenantReference named, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantContext.EnsureFlows();
        await firstCall.EnsureAsync(cancellationToken).ConfigureAwait(false);
        TenantReference target = named;
        bool reachable = TenantContext.Current switch
        {
            // Nobody acts yet, or a visitor: the door makes them a user in the tenant.
            null or { Kind: TenantContextKind.Visitor } => true,
            { Kind: TenantContextKind.User } caller => caller.UserId == userId,
            { } caller => caller.TryReach(named, out target),
        };
        Tenant? tenant = reachable ? await store.FindNamedAsync(target, cancellationToken).ConfigureAwait(false) : null;
        bool admitted = tenant is not null && await access.HasAccessAsync(userId, tenant, cancellationToken).ConfigureAwait(false);
        if (admitted && tenant!.Status.Allows(TenantOperation.Admit))
        {
            return TenantContext.Verified(tenant, userId);
        }

        AccessRefusalReason reason = admitted ? AccessRefusalReason.NotActive
            : !reachable ? AccessRefusalReason.OtherTenant
            : tenant is null ? AccessRefusalReason.NoSuchTenant
            : AccessRefusalReason.NoAccess;
        await guard.RefuseAsync(TenantCallers.Door.Verb, reason, userId, named, cancellationToken).ConfigureAwait(false);
        throw admitted ? new TenantNotActiveException(named.Id, tenant!.Status) : new TenantAccessDeniedException(userId, named.Id);
    }

    private async ValueTask<Tenant?> VisibleAsync(CallerRule rule, Tenant? tenant, CancellationToken cancellationToken) =>
        tenant is not null && await guard.TryAuthorizeAsync(rule, tenant, cancellationToken).ConfigureAwait(false) is not null ? tenant : null;
}
