using Hivemind.Tenancy.Billing;
using Hivemind.Tenancy.Workloads;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>One request of the API: who asks, and what for. Made inside the user's context that <see cref="TenantApiFilter"/> enters, in which the managers say what they may.</summary>
internal sealed class ApiCall(HttpContext http)
{
    private readonly IServiceProvider _services = http.RequestServices;

    public HttpContext Http => http;

    public TenantApi Api => TenantApi.Of(http);

    public CancellationToken Aborted => http.RequestAborted;

    public string UserId { get; } = TenantContext.Current!.UserId!;

    public ITenantManager Tenants => _services.GetRequiredService<ITenantManager>();

    public IQuotaManager Quotas => _services.GetRequiredService<IQuotaManager>();

    public IUsageMeter Meter => _services.GetRequiredService<IUsageMeter>();

    /// <summary>Where the store keeps consumption, as for the next.</summary>
    public IConsumptionManager Consumption => _services.GetRequiredService<IConsumptionManager>();

    /// <summary>Where the store keeps plans, as for the next.</summary>
    public IPlanManager Plans => _services.GetRequiredService<IPlanManager>();

    /// <summary>Where the host has one: routes that ask for it are mapped only there.</summary>
    public IAppManager Apps => _services.GetRequiredService<IAppManager>();

    /// <summary>Where the host bills, as for the apps.</summary>
    public IBilling Billing => _services.GetRequiredService<IBilling>();

    /// <summary>Where statements can be exported, as for the apps.</summary>
    public IStatementExporter StatementExporter => _services.GetRequiredService<IStatementExporter>();

    public IAccessManager Access => _services.GetRequiredService<IAccessManager>();

    /// <summary>
    /// The tenant of the route as it is now, if the caller has access to it. What is asked and done is about that one, never about another
    /// that is made under its id during the request.
    /// </summary>
    /// <exception cref="ApiProblemException">There is none, or the caller has no access to it, or it is no id at all: all the same to the caller.</exception>
    public async ValueTask<Tenant> FindTenantAsync(string text) =>
        TenantId.TryParse(text, out TenantId tenantId) && await Tenants.FindTenantAsync(tenantId, Aborted).ConfigureAwait(false) is { } tenant
            ? tenant
            : throw new ApiProblemException(TenancyProblemDetails.Stranger(_services.GetRequiredService<IOptions<TenancyWebOptions>>().Value.StrangerStatusCode));

    /// <summary>Evaluates <c>If-Match</c> before something that takes a permission at Global scope, the lack of which comes first.</summary>
    /// <exception cref="TenantAccessDeniedException">The caller lacks it.</exception>
    /// <exception cref="ApiProblemException">None of the tags fits (412), or the header is malformed (400).</exception>
    public async ValueTask DemandTagAsync(string? ifMatch, Tenant tenant, Permission permission)
    {
        if (!EntityTags.Fits(ifMatch, tenant))
        {
            await Access.DemandPermissionAsync(UserId, permission, PermissionScope.Global, Aborted).ConfigureAwait(false);
            throw EntityTags.Mismatch(tenant);
        }
    }
}
