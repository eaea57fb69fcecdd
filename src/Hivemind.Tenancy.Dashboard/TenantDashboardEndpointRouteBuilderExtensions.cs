using System.Buffers;
using Hivemind.Tenancy.Dashboard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>The dashboard.</summary>
public static class TenantDashboardEndpointRouteBuilderExtensions
{
    private static readonly SearchValues<char> NotInPrefix = SearchValues.Create("{}?#*%\\ ");

    /// <summary>
    /// Maps pages for all tenants and for each. Every request needs a signed-in user and acts in that user's context
    /// (<see cref="Hivemind.Tenancy.TenantContextKind.User"/>), so that the managers decide what they see and may do. Pages work without script; each
    /// change carries an antiforgery token; nothing is loaded from elsewhere, and a Content-Security-Policy says so.
    /// </summary>
    /// <param name="endpoints">The host's endpoints.</param>
    /// <param name="prefix">Where the pages begin: a path without route parameters and without a slash at its end, in ASCII, for instance <c>/tenants</c>.</param>
    /// <param name="configure">Sets options.</param>
    /// <returns>For further conventions: a policy, rate limits.</returns>
    /// <exception cref="ArgumentException">The prefix is none, or an option is out of its range.</exception>
    /// <exception cref="InvalidOperationException"><c>AddHivemindTenancy().AddDashboard()</c> is missing.</exception>
    public static IEndpointConventionBuilder MapTenantDashboard(
        this IEndpointRouteBuilder endpoints, string prefix = "/tenants", Action<TenantDashboardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        if (!prefix.StartsWith('/') || prefix.EndsWith('/') || prefix.AsSpan().ContainsAny(NotInPrefix) || prefix.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new ArgumentException(
                $"The prefix '{prefix}' is refused. Write a path that begins with a slash, ends without one, and has no parameters, in the letters of ASCII: /tenants, for instance.", nameof(prefix));
        }

        DashboardAssets assets = endpoints.ServiceProvider.GetService<DashboardAssets>()
            ?? throw new InvalidOperationException("The dashboard's services are missing: call services.AddHivemindTenancy().AddDashboard().");
        TenantDashboardOptions options = new();
        configure?.Invoke(options);
        RouteGroupBuilder group = endpoints.MapGroup(prefix);
        group.AllowNoTenant().ExcludeFromDescription().WithMetadata(new DashboardMapping(prefix, options));
        assets.Map(group);
        RouteGroupBuilder pages = group.MapGroup(string.Empty);
        pages.RequireAuthorization().AddEndpointFilter(new DashboardFilter());
        ListEndpoints.Map(pages);
        LiveEndpoints.Map(pages);
        OverviewEndpoints.Map(pages);
        EventsEndpoints.Map(pages);
        MembersEndpoints.Map(pages);
        AppsEndpoints.Map(pages);
        VolumesEndpoints.Map(pages);
        CreationEndpoints.Map(pages);
        SettingsEndpoints.Map(pages);
        UsageEndpoints.Map(pages);
        pages.MapGet("/{**rest}", IResult () => throw new DashboardException(StatusCodes.Status404NotFound, ErrorText.NoPage));
        return group;
    }
}
