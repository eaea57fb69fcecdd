using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>A user with access to a tenant that is not Active gets its status as the answer; strangers do not (see <see cref="StrangerTests"/>).</summary>
public sealed class TenantStatusTests
{
    [Theory]
    [InlineData("asleep", "suspended")]
    [InlineData("unborn", "pending")]
    [InlineData("dying", "terminating")]
    public async Task Tenant_that_is_not_active_is_closed_to_its_owner_who_learns_why(string tenant, string status)
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth, tenancy: tenancy => tenancy.AddProvisioner<StuckTenants>());
        await host.CreateInEveryStatusAsync("alice");

        foreach (string path in new[] { "/who", "/maybe" })
        {
            JsonElement problem = await (await host.GetAsync(path, "alice", tenant)).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
            problem.GetProperty("tenant_id").GetString().Should().Be(tenant);
            problem.GetProperty("tenant_status").GetString().Should().Be(status);
        }

        await host.GetAsync("/who", "stranger", tenant).ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task Tenant_closes_with_its_suspension_and_opens_with_its_resumption()
    {
        await using WebTestHost host = await WebTestHost.StartAsync(map: Who.MapBoth);
        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync("acme/alice");

        await host.Tenants.SuspendTenantAsync(WebTestHost.Acme, "Unpaid.", TestContext.Current.CancellationToken);
        await (await host.GetAsync("/who", "alice", "acme")).ShouldBeProblemAsync(403, TenancyProblemTypes.TenantNotActive);
        await host.Tenants.ResumeTenantAsync(WebTestHost.Acme, TestContext.Current.CancellationToken);

        await host.GetAsync("/who", "alice", "acme").ShouldSayAsync("acme/alice");
    }
}
