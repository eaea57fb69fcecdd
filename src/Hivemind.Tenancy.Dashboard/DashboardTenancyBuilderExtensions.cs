using Hivemind.Tenancy;
using Hivemind.Tenancy.Dashboard;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The dashboard's services.</summary>
public static class DashboardTenancyBuilderExtensions
{
    /// <summary>
    /// Adds what <c>app.MapTenantDashboard()</c> needs: <c>AddAspNetCore</c>, the rendering of components on the server, antiforgery and localization.
    /// Calling it again is harmless.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    public static HivemindTenancyBuilder AddDashboard(this HivemindTenancyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery();
        builder.Services.AddLocalization();
        builder.Services.TryAddSingleton<DashboardAssets>();
        builder.Services.TryAddSingleton<Rollouts>();
        return builder;
    }
}
