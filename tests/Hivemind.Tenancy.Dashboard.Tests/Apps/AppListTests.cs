using System.Net;
using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class AppListTests
{
    private const string Page = "/acme/apps";

    [Fact]
    public async Task An_empty_list_says_what_to_do_first()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.AddTenantAsync("bare", change: s => s with { Namespaces = [] });
        await host.BindAsync("vera", BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(acme));
        using Person olga = new(host, "olga");
        using Person vera = new(host, "vera");

        (await olga.OpenAsync(Page)).Html.Should().Contain("deploy an app: say which container image").And.Contain("/acme/-/deploy\"");
        (await olga.OpenAsync("/bare/apps")).Text.Should().Contain("add one under Settings first");
        (await olga.OpenAsync("/bare/-/deploy")).Text.Should().Contain("this tenant has none");
        SentPage seen = await vera.OpenAsync(Page);
        seen.Text.Should().Contain("ask an administrator of the tenant for the role tenant-operator");
        seen.Html.Should().NotContain("/-/deploy");
    }

    [Fact]
    public async Task The_list_says_how_each_is_what_it_needs_and_what_last_failed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop with { Replicas = 2, Ports = [new AppPort(8080)] });
        await host.RunAsync(acme, RunningApps.Shop with { Name = "report", Namespace = "batch", Job = new AppJob() });
        App broken = await host.RunAsync(acme, RunningApps.Shop with { Name = "broken", Restart = RestartPolicy.Never });
        host.Engine().Exit(broken.Key, 3, reason: "Cannot read <b>config</b>");
        using (TenantContext.System("test", "reports").Enter())
        {
            await host.Tenants.ReportAsync(acme, broken.Key.AllocationId, AppReportReasons.DeploymentFailed, "It failed <i>before</i>", TestContext.Current.CancellationToken);
        }

        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Text.Should().Contain("shop App in web Ready 2 of 2 nginx:1.27 1 CPU core, 512 MiB of memory, 2 containers, 1 service")
            .And.Contain("report Job in batch Finished – nginx:1.27", "of a job that has ended no replica is ready, as it should be")
            .And.Contain("broken App in web Failed \u2068Cannot read <b>config</b>\u2069 Last failure")
            .And.Contain("It failed <i>before</i>");
        page.Html.Should().NotContain("<b>config").And.NotContain("<i>before").And.Contain("href=\"/platform/tenants/acme/apps/web/shop\"");
    }

    [Fact]
    public async Task A_hundred_apps_are_a_page_and_the_engine_is_asked_once()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        for (int i = 0; i < 101; i++)
        {
            await host.RunAsync(acme, RunningApps.Shop with { Name = $"app-{i:d3}" });
        }

        int asked = 0;
        host.Engine().Faults.Before = (_, _) =>
        {
            // The reconciliation asks as well, as nobody.
            asked += TenantContext.Current?.UserId == "olga" ? 1 : 0;
            return Task.CompletedTask;
        };
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        host.Engine().Faults.Before = null;
        asked.Should().Be(1);
        page.Text.Should().Contain("app-099").And.NotContain("app-100");
        page.Html.Should().Contain("?after=web%2Fapp-099");
        SentPage second = await olga.OpenAsync(Page + "?after=web%2Fapp-099");
        second.Text.Should().Contain("app-100").And.NotContain("app-099").And.Contain("To the first");
    }

    [Fact]
    public async Task Only_namespaces_where_the_reader_may_read_are_listed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.RunAsync(acme, RunningApps.Shop with { Name = "hidden", Namespace = "batch" });
        await host.BindAsync("nina", BuiltInRoles.TenantViewer.Id, PermissionScope.Namespace(acme, "web"));
        using Person nina = new(host, "nina");

        SentPage page = await nina.OpenAsync(Page);
        page.Text.Should().Contain("shop").And.NotContain("hidden");
        (await nina.OpenAsync(Page + "/batch/hidden")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_is_said_and_not_shown_as_nothing_running()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        host.Engine().Faults.Silence("memory");
        using Person olga = new(host, "olga");

        foreach (string path in new[] { Page, Page + "/web/shop" })
        {
            SentPage page = await olga.OpenAsync(path);
            page.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
            page.Text.Should().Contain("does not answer right now").And.NotContain("Nothing runs here");
        }
    }

    [Fact]
    public async Task A_host_without_workloads_has_no_such_pages()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.RemoveAll<IAppManager>());
        await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        foreach (string path in new[] { Page, Page + "/web/shop", "/acme/-/deploy" })
        {
            (await olga.OpenAsync(path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        (await olga.OpenAsync("/acme")).Html.Should().NotContain("/acme/apps");
    }
}
