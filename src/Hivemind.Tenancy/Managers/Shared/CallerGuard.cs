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
    /// <summary>The store, if it can be asked without waiting.</summary>
    private readonly InMemoryTenantStore? _memory = store as InMemoryTenantStore;

    private readonly bool _requireContext = options.Value.RequireContext;

    /// <summary>Whether the caller may act on the tenant, where that can be said at once and without an event.</summary>
    public bool Admits(TenantId tenantId) => Admits(TenantContext.Current, tenantId);

    /// <summary>As <see cref="Admits(TenantId)"/>, for a caller who has read the ambient context already.</summary>
    public bool Admits(TenantContext? caller, TenantId tenantId)
    {
        if (!firstCall.IsReady || !MaySee(caller, tenantId))
        {
            return false;
        }

        return caller?.TenantCreatedAt is not { } incarnation || (_memory is not null && IsSame(_memory.Find(tenantId), incarnation));
    }

    /// <summary>As <see cref="Admits(TenantId)"/>, where the caller may also meet any incarnation of the tenant.</summary>
    public bool AdmitsToAny(TenantId tenantId)
    {
        TenantContext? caller = TenantContext.Current;
        return firstCall.IsReady && MaySee(caller, tenantId) && caller?.TenantCreatedAt is null;
    }

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

    /// <summary>Whether the caller may know of the tenant; the refusal to a tenant's context that reaches for another is recorded.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="operation">What the caller wants.</param>
    /// <param name="mayBeStale">
    /// Whether the store's cache may say which incarnation lives: where the answer is stale anyway, or the store looks again. What
    /// acts by the tenant's id alone would reach the one made again.
    /// </param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<bool> SeesAsync(TenantId tenantId, string operation, bool mayBeStale, CancellationToken cancellationToken)
    {
        await EnsureContextAsync(operation, cancellationToken).ConfigureAwait(false);
        TenantContext? caller = TenantContext.Current;
        if (MaySee(caller, tenantId)
            && (caller?.TenantCreatedAt is not { } incarnation || IsSame(await FindAsync(tenantId, mayBeStale, cancellationToken).ConfigureAwait(false), incarnation)))
        {
            return true;
        }

        await RefuseAsync(operation, AccessRefusalReason.OtherTenant, caller?.UserId, tenantId, cancellationToken).ConfigureAwait(false);
        return false;
    }

    /// <summary>As <see cref="SeesAsync"/>, but throws.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    public async ValueTask EnsureSeesAsync(
        TenantId tenantId, string operation, CancellationToken cancellationToken, bool mayBeStale = false)
    {
        if (!await SeesAsync(tenantId, operation, mayBeStale, cancellationToken).ConfigureAwait(false))
        {
            throw new TenantNotFoundException(tenantId);
        }
    }

    /// <summary>Before an operation that a tenant's context needs a permission for; no context and System contexts need none.</summary>
    /// <exception cref="TenantNotFoundException">The scope lies in another tenant than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask DemandAsync(
        Permission permission, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        if (scope.TenantId is { } tenantId)
        {
            await EnsureSeesAsync(tenantId, operation, cancellationToken).ConfigureAwait(false);
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

        await DenyAsync(caller.UserId, permission, scope, operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records that a user lacks a permission.</summary>
    /// <exception cref="TenantAccessDeniedException">Always.</exception>
    public async ValueTask DenyAsync(
        string userId, Permission permission, PermissionScope scope, string operation, CancellationToken cancellationToken)
    {
        await events.DispatchAsync(
            Refusal(operation, AccessRefusalReason.PermissionMissing, userId, scope.TenantId ?? TenantContext.Current?.TenantId) with
            {
                Permission = permission,
                Scope = scope,
            },
            cancellationToken).ConfigureAwait(false);
        throw new TenantAccessDeniedException(userId, permission, scope);
    }

    /// <summary>Before an operation on a tenant that its own context needs a permission at Global scope for.</summary>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">The permission is missing.</exception>
    public async ValueTask DemandGlobalAsync(TenantId tenantId, Permission permission, string operation, CancellationToken cancellationToken)
    {
        await EnsureSeesAsync(tenantId, operation, cancellationToken).ConfigureAwait(false);
        await DemandAsync(permission, PermissionScope.Global, operation, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Records a refusal.</summary>
    public ValueTask RefuseAsync(
        string operation, AccessRefusalReason reason, string? userId, TenantId? tenantId, CancellationToken cancellationToken) =>
        events.DispatchAsync(Refusal(operation, reason, userId, tenantId), cancellationToken);

    private AccessRefused Refusal(string operation, AccessRefusalReason reason, string? userId, TenantId? tenantId) =>
        new AccessRefused
        {
            OccurredAt = clock.Now,
            TenantId = tenantId,
            Operation = operation,
            Reason = reason,
            UserId = userId,
        }.By(TenantContext.Current);

    /// <summary>Whether it is the incarnation that the caller's context was verified for. One made again under the same id is another tenant.</summary>
    private static bool IsSame(Tenant? tenant, DateTimeOffset incarnation) => tenant is null || tenant.CreatedAt == incarnation;

    private ValueTask<Tenant?> FindAsync(TenantId tenantId, bool mayBeStale, CancellationToken cancellationToken) =>
        mayBeStale ? store.FindAsync(tenantId, cancellationToken) : store.FindLatestAsync(tenantId, cancellationToken);

    private bool MaySee(TenantContext? caller, TenantId tenantId) =>
        caller is null ? !_requireContext : caller.IsSystem || caller.TenantId == tenantId;
}
