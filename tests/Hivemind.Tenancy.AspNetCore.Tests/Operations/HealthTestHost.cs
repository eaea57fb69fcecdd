using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Hosts with the health check of tenancy.</summary>
internal static class HealthTestHost
{
    public static Task<WebTestHost> StartAsync(Action<IHealthChecksBuilder>? add = null, Action<HivemindTenancyBuilder>? tenancy = null, ITenantStore? store = null) =>
        WebTestHost.StartAsync(
            map: app => app.MapHealthChecks("/health"),
            services: services =>
            {
                IHealthChecksBuilder checks = services.AddHealthChecks();
                if (add is null)
                {
                    checks.AddHivemindTenancy();
                }
                else
                {
                    add(checks);
                }

                if (store is not null)
                {
                    services.AddSingleton<TenantStoreHealthCheck>(_ => new TenantStoreHealthCheck(store));
                }
            },
            tenancy: tenancy);

    public static async Task<HealthReportEntry> CheckAsync(this WebTestHost host, string name = "hivemind_tenancy")
    {
        HealthReport report = await host.Services.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken).WaitAsync(HangLimit.Duration, TestContext.Current.CancellationToken);
        return report.Entries[name];
    }
}
