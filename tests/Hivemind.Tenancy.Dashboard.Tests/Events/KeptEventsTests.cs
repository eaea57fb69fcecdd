using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class KeptEventsTests
{
    private const string Gone = "Older events are not kept any more.";

    [Fact]
    public async Task That_older_events_are_gone_is_said_only_of_a_tenant_that_had_some()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(b => b.Services.Configure<HivemindTenancyOptions>(o => o.RetainEventsCount = 8));
        Tenant old = await host.AddTenantAsync("old");
        using (TenantContext.System("test", "fills the log").Enter())
        {
            for (int i = 0; i < 20; i++)
            {
                await host.Tenants.UpdateTenantAsync(old, t => t with { Name = $"Old {i}" }, cancellationToken: TestContext.Current.CancellationToken);
            }
        }

        await host.AddTenantAsync("young");
        using Person root = new(host, "root");

        (await root.OpenAsync("/old/events")).Text.Should().Contain(Gone);
        (await root.OpenAsync("/-/events")).Text.Should().Contain(Gone);
        SentPage young = await root.OpenAsync("/young/events");
        young.Text.Should().Contain("created the tenant").And.NotContain(Gone);
        (await root.OpenAsync("/young/events?kind=TenantUpdated")).Text.Should().NotContain(Gone, "none were lost that are not shown");
        (await root.OpenAsync("/old/events?kind=TenantCreated")).Text.Should().Contain(Gone);
    }
}
