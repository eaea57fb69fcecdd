using Hivemind.Tenancy.Storage;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy;

/// <summary>
/// What the managers ask before they act: whether the ambient context lets the caller see the tenant and do this there. Each
/// refusal made here is an event. Every call passes the <see cref="IFirstCallGate"/> here.
/// </summary>
internal sealed class CallerGuard(
    ITenantStore store,
    AccessEvaluator access,
    IFirstCallGate firstCall,
    EventDispatcher events,
    TenancyClock clock,
    IOptions<HivemindTenancyOptions> options)
{
    private readonly bool _requireContext = options.Value.RequireContext;

    /// <summary>
    /// Whether the caller may act on the tenant, where that can be said at once and without an event; and how the step has to name it:
    /// by the context's uid where the reference has none. The step compares, so the tenant is not looked at here.
    /// </summary>
    public bool TryResolve(in TenantReference tenant, out TenantReference target) => TryResolve(tenant, TenantContext.Current, out target);

    /// <summary>As the one above, for a caller who has read the ambient context already.</summary>
    public bool TryResolve(in TenantReference tenant, TenantContext? caller, out TenantReference target) =>
        TryReach(tenant, caller, out target) && firstCall.IsReady;

    /// <summary>Before an operation that names no tenant.</summary>
    /// <exception cref="TenantContextMissingException">A context is required and there is none.</exception>
    public async ValueTask EnsureContextAsync(string operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await firstCall.EnsureAsync(cancellationToken).ConfigureAwait(false);
        if (_requireContext && TenantContext.Current is null)
        {
            await RefuseAsync(operation, AccessRefusalReason.ContextMissing, null, null, cancellationToken).ConfigureAwait(false);
            throw new TenantContextMissingException();
        }
    }

    /// <summary>How a step has to name the tenant; null, and the refusal recorded, when the caller's context is for another.</summary>
    public async ValueTask<TenantReference?> ResolveAsync(TenantReference tenant, string operation, CancellationToken cancellationToken)
    {
        await EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
        TenantContext? caller = TenantContext.Current;
        if (TryReach(tenant, caller, out TenantReference target))
        {
            return target;
        }

        await RefuseAsync(operation, AccessRefusalReason.OtherTenant, caller?.UserId, tenant, cancellationToken).ConfigureAwait(false);
        return null;
    }

    /// <summary>As <see cref="ResolveAsync"/>, but throws.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    public async ValueTask<TenantReference> EnsureSeesAsync(TenantReference tenant, string operation, CancellationToken cancellationToken) =>
        await ResolveAsync(tenant, operation, cancellationToken).ConfigureAwait(false) ?? throw new TenantNotFoundException(tenant.Id);

    /// <summary>Before an operation that a tenant's context needs a permission for; no context and System contexts need none.</summary>
    /// <exception cref="TenantNotFoundException">The scope lies in another tenant than the caller's, or its tenant is gone.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask DemandAsync(
        Permission permission, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        if (scope.Reference is { } tenant)
        {
            scope = scope.Within(await EnsureSeesAsync(tenant, operation, cancellationToken).ConfigureAwait(false));
        }
        else
        {
            await EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
        }

        if (TenantContext.Current is not { IsSystem: false } caller
            || await access.IsGrantedAsync(caller.UserId, permission, scope, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        if (scope.Reference is { } named && await store.FindLatestNamedAsync(named, cancellationToken).ConfigureAwait(false) is null)
        {
            await RefuseAsync(operation, AccessRefusalReason.OtherTenant, caller.UserId, named, cancellationToken).ConfigureAwait(false);
            throw new TenantNotFoundException(named.Id);
        }

        await DenyAsync(caller.UserId, permission, scope, operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that a user lacks a permission.</summary>
    /// <exception cref="TenantAccessDeniedException">Always.</exception>
    public async ValueTask DenyAsync(
        string userId, Permission permission, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        await events.DispatchAsync(
            Refusal(operation, AccessRefusalReason.PermissionMissing, userId, scope.Reference ?? TenantContext.Current?.BoundTo) with
            {
                Permission = permission,
                Scope = scope,
            },
            cancellationToken).ConfigureAwait(false);
        throw new TenantAccessDeniedException(userId, permission, scope);
    }

    /// <summary>Before an operation on a tenant that its own context needs a permission at Global scope for; how the step has to name it.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask<TenantReference> DemandGlobalAsync(
        TenantReference tenant, Permission permission, string operation, CancellationToken cancellationToken)
    {
        TenantReference target = await EnsureSeesAsync(tenant, operation, cancellationToken).ConfigureAwait(false);
        await DemandAsync(permission, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
        return target;
    }

    /// <summary>Records a refusal.</summary>
    public ValueTask RefuseAsync(
        string operation, AccessRefusalReason reason, string? userId, TenantReference? tenant, CancellationToken cancellationToken) =>
        events.DispatchAsync(Refusal(operation, reason, userId, tenant), cancellationToken);

    private AccessRefused Refusal(string operation, AccessRefusalReason reason, string? userId, TenantReference? tenant) =>
        new AccessRefused
        {
            OccurredAt = clock.Now,
            TenantId = tenant?.Id,
            TenantUid = tenant?.Uid,
            Operation = operation,
            Reason = reason,
            UserId = userId,
        }.By(TenantContext.Current);

    private bool TryReach(in TenantReference tenant, TenantContext? caller, out TenantReference target)
    {
        if (caller is not null)
        {
            return caller.TryReach(tenant, out target);
        }

        target = tenant;
        return !_requireContext;
    }
}
