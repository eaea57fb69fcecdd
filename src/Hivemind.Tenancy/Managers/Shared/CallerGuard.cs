using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// What the managers ask before they act: whether the ambient context lets the caller reach the target and do this there. Each
/// refusal made here is an event. Every call passes the <see cref="IFirstCallGate"/> here.
/// </summary>
internal sealed partial class CallerGuard(
    ITenantStore store,
    AccessEvaluator access,
    IFirstCallGate firstCall,
    EventDispatcher events,
    TenancyClock clock,
    AllocationClaims claims,
    IOptions<HivemindTenancyOptions> options)
{
    private readonly bool _allowNoContext = options.Value.AllowNoContext;

    /// <summary>
    /// Whether a caller whose kind is asked for nothing may act on the tenant, where that can be said at once and without an event; and how
    /// the step has to name it: by the context's uid where the reference has none. The step compares, so the tenant is not looked at here.
    /// </summary>
    public bool TryReach(in TenantReference tenant, out TenantReference target)
    {
        target = tenant;
        bool reaches = TenantContext.Current is { } caller
            ? caller.Kind != TenantContextKind.User && caller.TryReach(tenant, out target)
            : _allowNoContext;
        return reaches && firstCall.IsReady;
    }

    /// <summary>As <see cref="TryReach(in TenantReference, out TenantReference)"/>, to change an allocation.</summary>
    public bool TryReach(in TenantReference tenant, string? allocationId, out TenantReference target) =>
        TryReach(tenant, out target) && !claims.Refuse(allocationId);

    /// <summary>Before everything else: somebody acts.</summary>
    /// <returns>Who; null for the host's own code, where it may act without a context.</returns>
    /// <exception cref="TenantContextMissingException">Nobody does, or a visitor.</exception>
    /// <exception cref="InvalidOperationException">Somebody does, and would be forgotten at the first <c>await</c>.</exception>
    public async ValueTask<TenantContext?> RequireCallerAsync(string verb, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TenantContext.EnsureFlows();
        await firstCall.EnsureAsync(cancellationToken).ConfigureAwait(false);
        TenantContext? caller = TenantContext.Current;
        if (caller is null ? _allowNoContext : caller.Kind != TenantContextKind.Visitor)
        {
            return caller;
        }

        await RefuseAsync(verb, AccessRefusalReason.ContextMissing, null, caller?.VisitedTenant, cancellationToken).ConfigureAwait(false);
        throw new TenantContextMissingException(caller?.Kind);
    }

    /// <summary>Before a verb that names no tenant.</summary>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask AuthorizeAsync(CallerRule rule, CancellationToken cancellationToken)
    {
        TenantContext? caller = await RequireCallerAsync(rule.Verb, cancellationToken).ConfigureAwait(false);
        if (caller?.UserId is not null && rule.Of(caller).Permission is { } permission)
        {
            await DemandAsync(permission, PermissionScope.Global, seen: null, rule.Verb, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Before a verb on a tenant.</summary>
    /// <returns>How the step has to name it; null, and the refusal recorded, when it is not there for the caller.</returns>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask<TenantReference?> TryAuthorizeAsync(CallerRule rule, TenantReference tenant, CancellationToken cancellationToken) =>
        (await AuthorizedAsync(rule, tenant, cancellationToken).ConfigureAwait(false))?.Target;

    /// <summary>As <see cref="TryAuthorizeAsync"/>, but throws.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is not there for the caller.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask<TenantReference> AuthorizeAsync(CallerRule rule, TenantReference tenant, CancellationToken cancellationToken) =>
        await TryAuthorizeAsync(rule, tenant, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenant.Id);

    /// <summary>As <see cref="AuthorizeAsync(CallerRule, TenantReference, CancellationToken)"/>, to change an allocation: one that is claimed is not a user's to change.</summary>
    /// <exception cref="TenantAccessDeniedException">The permission is missing, or the allocation is claimed.</exception>
    public async ValueTask<TenantReference> AuthorizeAsync(CallerRule rule, TenantReference tenant, string allocationId, CancellationToken cancellationToken)
    {
        TenantReference target = await AuthorizeAsync(rule, tenant, cancellationToken).ConfigureAwait(false);
        await EnsureUnclaimedAsync(rule, target, allocationId, cancellationToken).ConfigureAwait(false);
        return target;
    }

    /// <summary>That the caller may change the allocation, which is not claimed, or theirs as System's.</summary>
    /// <exception cref="TenantAccessDeniedException">It is claimed, and a user acts.</exception>
    public ValueTask EnsureUnclaimedAsync(CallerRule rule, TenantReference tenant, string allocationId, CancellationToken cancellationToken) =>
        claims.Refuse(allocationId)
            ? RefuseToUserAsync(rule.Verb, tenant, $"change allocation '{allocationId}'", cancellationToken)
            : ValueTask.CompletedTask;

    /// <summary>Before a verb that reads what a tenant had, which its uid names also when it is gone: that asks for the permission at Global scope.</summary>
    /// <param name="rule">For a tenant that is there.</param>
    /// <param name="gone">For one that is gone.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <returns>Whose it is, with the uid.</returns>
    /// <exception cref="TenantNotFoundException">The tenant is not there for the caller.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing in the tenant, which is there.</exception>
    public async ValueTask<TenantReference> AuthorizeHistoryAsync(
        CallerRule rule, CallerRule gone, TenantReference tenant, CancellationToken cancellationToken)
    {
        bool mayBeGone = tenant.HasUid && TenantContext.Current is not { Kind: TenantContextKind.Tenant } && TenantContext.Current?.TryReach(tenant, out _) != false;
        if (!mayBeGone || await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false) is not null)
        {
            return await GetLatestAsync(rule, tenant, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            await AuthorizeAsync(gone, cancellationToken).ConfigureAwait(false);
            return tenant;
        }
        catch (TenantAccessDeniedException)
        {
            throw new TenantNotFoundException(tenant.Id);
        }
    }

    /// <summary>As <see cref="TryAuthorizeAsync"/>, and the tenant itself, as a cache may have it.</summary>
    public async ValueTask<Tenant?> FindAsync(CallerRule rule, TenantReference tenant, CancellationToken cancellationToken) =>
        await AuthorizedAsync(rule, tenant, cancellationToken).ConfigureAwait(false) is not { } reached ? null
            : reached.Seen ?? await store.FindNamedAsync(reached.Target, cancellationToken).ConfigureAwait(false);

    /// <summary>As <see cref="AuthorizeAsync(CallerRule, TenantReference, CancellationToken)"/>, and the tenant itself, as it is now.</summary>
    public async ValueTask<Tenant> GetLatestAsync(CallerRule rule, TenantReference tenant, CancellationToken cancellationToken) =>
        await AuthorizedAsync(rule, tenant, cancellationToken).ConfigureAwait(false) is not { } reached ? throw new TenantNotFoundException(tenant.Id)
            : reached.Seen ?? await store.GetLatestAsync(reached.Target, cancellationToken).ConfigureAwait(false);

    /// <summary>Before a verb that asks for a permission at a scope within the tenant: how it has to be named.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is not there for the caller.</exception>
    public async ValueTask<TenantReference> ReachAsync(string verb, TenantReference tenant, CancellationToken cancellationToken)
    {
        TenantContext? caller = await RequireCallerAsync(verb, cancellationToken).ConfigureAwait(false);
        return (await ReachAsync(caller, tenant, verb, cancellationToken).ConfigureAwait(false))?.Target ?? throw new TenantNotFoundException(tenant.Id);
    }

    /// <summary>A permission of a user whose target has been reached; no context and System contexts need none.</summary>
    /// <param name="permission">The permission.</param>
    /// <param name="scope">Where.</param>
    /// <param name="seen">The scope's tenant, if it has been looked at.</param>
    /// <param name="verb">What it is asked for.</param>
    /// <param name="cancellationToken">Cancels the question.</param>
    /// <exception cref="TenantNotFoundException">The scope's tenant is gone.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask DemandAsync(
        Permission permission, PermissionScope scope, Tenant? seen, string verb, CancellationToken cancellationToken)
    {
        if (TenantContext.Current?.UserId is { } userId
            && !await access.IsGrantedAsync(userId, permission, scope, seen, cancellationToken).ConfigureAwait(false))
        {
            await RefuseMissingAsync(userId, permission, scope, verb, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>As <see cref="DemandAsync"/>, of all permissions and past every cache: nobody grants more than they hold.</summary>
    /// <exception cref="TenantNotFoundException">The scope's tenant is gone.</exception>
    /// <exception cref="TenantAccessDeniedException">A permission is missing.</exception>
    public async ValueTask DemandHeldAsync(
        IReadOnlyList<Permission> permissions, PermissionScope scope, string verb, CancellationToken cancellationToken)
    {
        if (TenantContext.Current?.UserId is { } userId
            && await access.FindMissingAsync(userId, permissions, scope, cancellationToken).ConfigureAwait(false) is { } missing)
        {
            await RefuseMissingAsync(userId, missing, scope, verb, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Records that a user lacks a permission.</summary>
    /// <exception cref="TenantAccessDeniedException">Always.</exception>
    public async ValueTask DenyAsync(string userId, Permission permission, PermissionScope scope, string verb, CancellationToken cancellationToken)
    {
        await events.DispatchAsync(
            Refusal(verb, AccessRefusalReason.PermissionMissing, userId, scope.Reference ?? TenantContext.Current?.BoundTo) with
            {
                Permission = permission,
                Scope = scope,
            },
            cancellationToken).ConfigureAwait(false);
        throw new TenantAccessDeniedException(userId, permission, scope);
    }

    /// <summary>Records a refusal.</summary>
    public ValueTask RefuseAsync(
        string verb, AccessRefusalReason reason, string? userId, TenantReference? tenant, CancellationToken cancellationToken) =>
        events.DispatchAsync(Refusal(verb, reason, userId, tenant), cancellationToken);

    private async ValueTask<Reached?> AuthorizedAsync(CallerRule rule, TenantReference tenant, CancellationToken cancellationToken)
    {
        TenantContext? caller = await RequireCallerAsync(rule.Verb, cancellationToken).ConfigureAwait(false);
        if (await ReachAsync(caller, tenant, rule.Verb, cancellationToken).ConfigureAwait(false) is not { } reached)
        {
            return null;
        }

        if (caller?.UserId is null)
        {
            return reached;
        }

        CallerNeed need = rule.Of(caller);
        if (need.IsSystemOnly)
        {
            await RefuseToUserAsync(rule.Verb, reached.Target, "report events", cancellationToken).ConfigureAwait(false);
        }

        if (need.Permission is not { } permission)
        {
            return reached;
        }

        if (need.IsGlobal)
        {
            await DemandAsync(permission, PermissionScope.Global, seen: null, rule.Verb, cancellationToken).ConfigureAwait(false);
            return reached;
        }

        if (reached.Seen is null)
        {
            // The permission is held in a tenant that lives, and the step acts on that one.
            Tenant seen = await store.GetLatestAsync(reached.Target, cancellationToken).ConfigureAwait(false);
            reached = new Reached(seen, seen);
        }

        await DemandAsync(permission, PermissionScope.Tenant(reached.Target), reached.Seen, rule.Verb, cancellationToken).ConfigureAwait(false);
        return reached;
    }

    /// <summary>
    /// The tenant as the caller may name it. A user in no tenant sees those that they have access to, as they are now: what is decided is
    /// about that uid.
    /// </summary>
    private async ValueTask<Reached?> ReachAsync(TenantContext? caller, TenantReference tenant, string verb, CancellationToken cancellationToken)
    {
        if (caller?.Kind == TenantContextKind.User)
        {
            Tenant? seen = await store.FindLatestNamedAsync(tenant, cancellationToken).ConfigureAwait(false);
            if (await access.HasAccessAsync(caller.UserId!, seen, cancellationToken).ConfigureAwait(false))
            {
                return new Reached(seen!, seen);
            }

            AccessRefusalReason reason = seen is null ? AccessRefusalReason.NoSuchTenant : AccessRefusalReason.NoAccess;
            await RefuseAsync(verb, reason, caller.UserId, tenant, cancellationToken).ConfigureAwait(false);
            return null;
        }

        TenantReference target = tenant;
        if (caller is null || caller.TryReach(tenant, out target))
        {
            return new Reached(target, Seen: null);
        }

        await RefuseAsync(verb, AccessRefusalReason.OtherTenant, caller.UserId, tenant, cancellationToken).ConfigureAwait(false);
        return null;
    }

    private async ValueTask RefuseMissingAsync(
        string userId, Permission permission, PermissionScope scope, string verb, CancellationToken cancellationToken)
    {
        if (scope.Reference is { } named && await store.FindLatestNamedAsync(named, cancellationToken).ConfigureAwait(false) is null)
        {
            await RefuseAsync(verb, AccessRefusalReason.OtherTenant, userId, named, cancellationToken).ConfigureAwait(false);
            throw new TenantNotFoundException(named.Id);
        }

        await DenyAsync(userId, permission, scope, verb, cancellationToken).ConfigureAwait(false);
    }

    /// <exception cref="TenantAccessDeniedException">Always.</exception>
    private async ValueTask RefuseToUserAsync(string verb, TenantReference tenant, string what, CancellationToken cancellationToken)
    {
        string userId = TenantContext.Current!.UserId!;
        await RefuseAsync(verb, AccessRefusalReason.SystemOnly, userId, tenant, cancellationToken).ConfigureAwait(false);
        throw new TenantAccessDeniedException(userId, tenant.Id, what);
    }

    private AccessRefused Refusal(string verb, AccessRefusalReason reason, string? userId, TenantReference? tenant) =>
        new AccessRefused
        {
            OccurredAt = clock.Now,
            TenantId = tenant?.Id,
            TenantUid = tenant?.Uid,
            Operation = verb,
            Reason = reason,
            UserId = userId,
        }.By(TenantContext.Current);

    /// <summary>A tenant that the caller reaches: how a step has to name it, and the tenant itself where it was looked at for that.</summary>
    private readonly record struct Reached(TenantReference Target, Tenant? Seen);
}
