using System.Text.Json.Nodes;
using Hivemind.Tenancy.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One request of the API: who asks, what for, and what they may. Made inside the context that <see cref="TenantApiFilter"/> enters.</summary>
internal sealed class ApiCall(HttpContext http)
{
    private readonly IServiceProvider _services = http.RequestServices;
    private readonly List<(Permission Permission, PermissionScope Scope)> _granted = [];
    private Tenant? _found;

    public HttpContext Http => http;

    public TenantApi Api => TenantApi.Of(http);

    public CancellationToken Aborted => http.RequestAborted;

    public string UserId { get; } = TenantContext.Current!.Actor!;

    public ITenantManager Tenants => _services.GetRequiredService<ITenantManager>();

    public IQuotaManager Quotas => _services.GetRequiredService<IQuotaManager>();

    public IAccessManager Access => _services.GetRequiredService<IAccessManager>();

    public IRbacProvider Rbac => _services.GetRequiredService<IRbacProvider>();

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

        Tenant tenant = await FindAccessibleAsync(tenantId).ConfigureAwait(false);
        _found = tenant;
        return tenant;
    }

    /// <summary>
    /// The body, with all that was asked for before asked for again: the sender decides how long a body takes, and rights that are
    /// gone by then, or a tenant that was made again, must not be acted on.
    /// </summary>
    public ValueTask<T> ReadAsync<T>(JsonBody<T> body)
        where T : class =>
        CheckAgainAsync(body.ReadAsync());

    /// <inheritdoc cref="ReadAsync"/>
    public ValueTask<JsonObject> ReadObjectAsync<T>(JsonBody<T> body)
        where T : class =>
        CheckAgainAsync(body.ReadObjectAsync());

    public ValueTask<Tenant?> FindLatestAsync(TenantId tenantId) => FindLatestAsync(http, tenantId);

    /// <summary>The tenant as it is now, past any cache.</summary>
    public static ValueTask<Tenant?> FindLatestAsync(HttpContext http, TenantId tenantId) =>
        http.RequestServices.GetRequiredService<ITenantStore>().FindLatestAsync(tenantId, http.RequestAborted);

    /// <exception cref="TenantAccessDeniedException">The caller lacks it.</exception>
    public async ValueTask DemandAsync(Permission permission, PermissionScope scope)
    {
        await Access.DemandPermissionAsync(UserId, permission, scope, Aborted).ConfigureAwait(false);
        _granted.Add((permission, scope));
    }

    /// <exception cref="ApiProblemException">It is this host's default tenant.</exception>
    public void DemandDeletable(Tenant tenant)
    {
        if (_services.GetRequiredService<IOptions<HivemindTenancyOptions>>().Value.DefaultTenant?.Id == tenant.Id)
        {
            throw new ApiProblemException(TenancyProblemDetails.Create(
                StatusCodes.Status409Conflict, TenancyProblemTypes.DefaultTenant, "It is the default tenant of this host, which cannot be deleted."));
        }
    }

    /// <summary>Whether the caller was asked for it, and had it.</summary>
    public bool WasGranted(Permission permission, PermissionScope scope) => _granted.Contains((permission, scope));

    /// <summary>Nobody grants more than they hold.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller lacks one of them.</exception>
    public async ValueTask DemandHeldAsync(Role role, PermissionScope scope)
    {
        foreach (Permission permission in role.Permissions)
        {
            await DemandAsync(permission, scope).ConfigureAwait(false);
        }
    }

    private async ValueTask<Tenant> FindAccessibleAsync(TenantReference named)
    {
        Tenant? tenant = await FindLatestAsync(named.Id).ConfigureAwait(false);
        if (!await Access.CheckTenantAccessAsync(UserId, named, Aborted).ConfigureAwait(false))
        {
            // The door refuses a caller without access in the same words, and records it.
            _ = await Tenants.GetTenantContextAsync(UserId, named, Aborted).ConfigureAwait(false);
            throw Stranger();
        }

        // The managers make the default tenant at their first call, which may have been the one above.
        tenant ??= await FindLatestAsync(named.Id).ConfigureAwait(false);
        return tenant is not null && named.Names(tenant) ? tenant : throw Stranger();
    }

    private async ValueTask<T> CheckAgainAsync<T>(ValueTask<T> reading)
    {
        T body = await reading.ConfigureAwait(false);
        if (_found is { } found)
        {
            _ = await FindAccessibleAsync(found).ConfigureAwait(false);
        }

        foreach ((Permission permission, PermissionScope scope) in _granted)
        {
            await Access.DemandPermissionAsync(UserId, permission, scope, Aborted).ConfigureAwait(false);
        }

        return body;
    }

    private ApiProblemException Stranger() =>
        new(TenancyProblemDetails.Stranger(_services.GetRequiredService<IOptions<TenancyWebOptions>>().Value.StrangerStatusCode));
}
