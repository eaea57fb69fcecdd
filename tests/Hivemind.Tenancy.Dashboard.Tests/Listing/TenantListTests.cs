using System.Net;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class TenantListTests
{
    [Fact]
    public async Task The_list_shows_each_tenant_and_is_complete_without_script()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex");
        using HttpClient root = host.Client("root");
        using HttpResponseMessage answer = await root.GetAsync(host.Address, TestContext.Current.CancellationToken);
        string html = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        answer.StatusCode.Should().Be(HttpStatusCode.OK, html);
        html.Should().Contain("Name of acme").And.Contain("Name of globex");
    }
}
