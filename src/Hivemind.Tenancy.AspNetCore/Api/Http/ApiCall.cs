using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One request of the API: who asks, what for, and what they may. Made inside the context that <see cref="TenantApiFilter"/> enters.</summary>
internal sealed class ApiCall(HttpContext http)
{
    private readonly IServiceProvider _services = http.RequestServices;
    private readonly List<(Permission Permission, PermissionScope Scope)> _granted = [];
    private string? _found;

    public HttpContext Http => http;

    public HttpRequest Request => http.Request;

    public CancellationToken Aborted => http.RequestAborted;

    public string UserId { get; } = TenantContext.Required.UserId;

    public ITenantManager Tenants => _services.GetRequiredService<ITenantManager>();

    public IQuotaManager Quotas => _services.GetRequiredService<IQuotaManager>();

    public IAccessManager Access => _services.GetRequiredService<IAccessManager>();

    public IRbacProvider Rbac => _services.GetRequiredService<IRbacProvider>();

    public bool IsDefaultTenant(TenantId tenantId) =>
        _services.GetRequiredService<IOptions<HivemindTenancyOptions>>().Value.DefaultTenant?.Id == tenantId;

    /// <summary>
    /// The tenant of the route as it is now, if the caller has access to it. It is looked for past any cache, which refreshes the
    /// cache that the caller's rights are decided from.
    /// </summary>
    /// <exception cref="ApiProblemException">There is none, or the caller has no access to it, or it is no id at all: all the same to the caller.</exception>
    public async ValueTask<Tenant> FindTenantAsync(string text)
    {
        if (!TenantId.TryParse(text, out TenantId tenantId))
        {
            throw Stranger();
        }

        Tenant? tenant = await FindLatestAsync(tenantId).ConfigureAwait(false);
        if (!await Access.CheckTenantAccessAsync(UserId, tenantId, Aborted).ConfigureAwait(false))
        {
            throw Stranger();
        }

        _found = text;

        // The managers make the default tenant at their first call, which may have been the one above.
        return tenant ?? await FindLatestAsync(tenantId).ConfigureAwait(false) ?? throw Stranger();
    }

    public ValueTask<Tenant?> FindLatestAsync(TenantId tenantId) => FindLatestAsync(http, tenantId);

    public static ValueTask<Tenant?> FindLatestAsync(HttpContext http, TenantId tenantId)
    {
        ITenantStore store = http.RequestServices.GetRequiredService<ITenantStore>();
        return store is ICachedTenantStore cached ? cached.FindLatestAsync(tenantId, http.RequestAborted) : store.FindAsync(tenantId, http.RequestAborted);
    }

    /// <exception cref="TenantAccessDeniedException">The caller lacks it.</exception>
    public async ValueTask DemandAsync(Permission permission, PermissionScope scope)
    {
        await EnsureGrantedAsync(permission, scope).ConfigureAwait(false);
        _granted.Add((permission, scope));
    }

    /// <summary>Asks for all anew that was asked for so far.</summary>
    /// <exception cref="ApiProblemException">The tenant is gone, or another one by now, or the caller has no access to it any more.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller has lost a permission.</exception>
    public async ValueTask AskAgainAsync()
    {
        if (_found is { } text)
        {
            _ = await FindTenantAsync(text).ConfigureAwait(false);
        }

        foreach ((Permission permission, PermissionScope scope) in _granted)
        {
            await EnsureGrantedAsync(permission, scope).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody grants more than they hold.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller lacks one of them.</exception>
    public async ValueTask DemandHeldAsync(Role role, PermissionScope scope)
    {
        foreach (Permission permission in role.Permissions)
        {
            await DemandAsync(permission, scope).ConfigureAwait(false);
        }
    }

    private async ValueTask EnsureGrantedAsync(Permission permission, PermissionScope scope)
    {
        if (!await Access.CheckPermissionAsync(UserId, permission, scope, Aborted).ConfigureAwait(false))
        {
            throw new TenantAccessDeniedException(UserId, permission, scope);
        }
    }

    private ApiProblemException Stranger() =>
        new(TenancyProblemDetails.Stranger(_services.GetRequiredService<IOptions<TenancyWebOptions>>().Value.StrangerStatusCode));
}
