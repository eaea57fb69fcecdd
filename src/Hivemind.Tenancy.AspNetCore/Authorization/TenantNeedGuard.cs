using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Matching;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The last check before an endpoint that needs a tenant runs. <see cref="TenantMiddleware"/> and authorization check it where they are asked;
/// they are not where the pipeline has no tenancy on this branch, is cut short, or routes again, and authorization does not check
/// endpoints with <c>AllowAnonymous</c>. Without a context its managers refuse, but its own
/// code would run; and where the host sets <see cref="HivemindTenancyOptions.AllowNoContext"/>, managers would let it do everything.
/// </summary>
internal sealed class TenantNeedGuard(IOptions<TenancyWebOptions> options, IOptions<RouteOptions> routes) : MatcherPolicy, IEndpointSelectorPolicy
{
    private readonly bool _byDefault = options.Value.RequireTenantByDefault;
    private readonly bool _isUnchecked = routes.Value.SuppressCheckForUnhandledSecurityMetadata;
    private readonly ConditionalWeakTable<Endpoint, Endpoint> _guarded = [];

    /// <summary>After those that put another endpoint in the place of one.</summary>
    public override int Order => int.MaxValue;

    public bool AppliesToEndpoints(IReadOnlyList<Endpoint> endpoints) => endpoints.Any(NeedsGuard) || ContainsDynamicEndpoints(endpoints);

    public Task ApplyAsync(HttpContext httpContext, CandidateSet candidates)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            if (candidates.IsValidCandidate(i) && candidates[i].Endpoint is { RequestDelegate: not null } endpoint && NeedsGuard(endpoint))
            {
                candidates.ReplaceEndpoint(i, _guarded.GetValue(endpoint, Guarded), candidates[i].Values);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// An endpoint that asks for a tenant itself is not reached past authorization, which routing sees to, unless it lets everybody in; it
    /// is left alone, because a policy like this one slows the choice of an endpoint down.
    /// </summary>
    private bool NeedsGuard(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ITenantNeed>() is { } need
        ? need.IsRequired && (_isUnchecked || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        : _byDefault;

    private static Endpoint Guarded(Endpoint endpoint)
    {
        RequestDelegate run = endpoint.RequestDelegate!;
        return endpoint is RouteEndpoint route
            ? new RouteEndpoint(RunAsync, route.RoutePattern, route.Order, route.Metadata, route.DisplayName)
            : new Endpoint(RunAsync, endpoint.Metadata, endpoint.DisplayName);

        Task RunAsync(HttpContext http) => TenantContext.Current?.Kind == TenantContextKind.Tenant && http.GetTenantContext() is not null
            ? run(http)
            : throw new InvalidOperationException(
                $"The endpoint '{endpoint.DisplayName}' requires a tenant and was reached without one. Call app.UseHivemindTenancy() on every way to it, "
                + "after routing and before UseAuthorization, and do not cut the pipeline short.");
    }
}
