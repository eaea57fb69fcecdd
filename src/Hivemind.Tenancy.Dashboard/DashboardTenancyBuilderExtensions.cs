using Hivemind.Tenancy;
using Hivemind.Tenancy.Dashboard;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Localization;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>The dashboard's services.</summary>
public static class DashboardTenancyBuilderExtensions
{
    /// <summary>
    /// Adds what <c>app.MapTenantDashboard()</c> needs: <c>AddAspNetCore</c>, the rendering of components on the server, antiforgery and the texts in English.
    /// Calling it again is harmless.
    /// </summary>
    /// <param name="builder">Tenancy.</param>
    public static HivemindTenancyBuilder AddDashboard(this HivemindTenancyBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddAspNetCore();
        builder.Services.AddRazorComponents();
        builder.Services.AddAntiforgery();
        builder.Services.TryAddSingleton<IStringLocalizer<DashboardTexts>, EnglishTexts>();
        builder.Services.TryAddSingleton<DashboardAssets>();
        builder.Services.TryAddSingleton<Rollouts>();
        return builder;
    }
}
