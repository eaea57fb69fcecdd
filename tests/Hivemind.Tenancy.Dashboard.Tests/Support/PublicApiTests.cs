using System.Reflection;

namespace Hivemind.Tenancy.Dashboard.Tests;

/// <summary>
/// The contract of this package. Razor makes components public, and the analyzer of public APIs cannot leave them out: they stand in a namespace
/// that is none of it.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly string[] Recorded =
    [
        "Hivemind.Tenancy.Dashboard.DashboardTexts",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions: Int32 PageSize",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions: System.Collections.Generic.IReadOnlyList`1[System.String] FormOrigins",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions: System.String SignOutPath",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions: System.String Title",
        "Hivemind.Tenancy.Dashboard.TenantDashboardOptions: Void .ctor()",
        "Microsoft.AspNetCore.Builder.TenantDashboardEndpointRouteBuilderExtensions",
        "Microsoft.AspNetCore.Builder.TenantDashboardEndpointRouteBuilderExtensions: Microsoft.AspNetCore.Builder.IEndpointConventionBuilder "
            + "MapTenantDashboard(Microsoft.AspNetCore.Routing.IEndpointRouteBuilder, System.String, System.Action`1[Hivemind.Tenancy.Dashboard.TenantDashboardOptions])",
        "Microsoft.Extensions.DependencyInjection.DashboardTenancyBuilderExtensions",
        "Microsoft.Extensions.DependencyInjection.DashboardTenancyBuilderExtensions: Hivemind.Tenancy.HivemindTenancyBuilder AddDashboard(Hivemind.Tenancy.HivemindTenancyBuilder)",
    ];

    [Fact]
    public void What_hosts_may_use_is_recorded() => typeof(TenantDashboardOptions).Assembly.GetExportedTypes()
        .Where(t => t.Namespace != "Hivemind.Tenancy.Dashboard.Pages")
        .SelectMany(t => t.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            .Where(m => m is not MethodInfo { IsSpecialName: true })
            .Select(m => $"{t}: {m}")
            .Prepend($"{t}"))
        .Should().BeEquivalentTo(Recorded);
}
