using System.Net;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class AppActionsTests
{
    private const string Page = "/acme/apps/web/shop";

    [Fact]
    public async Task An_app_is_scaled_and_what_does_not_fit_is_said_at_the_field()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { Containers = 3 } });
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        (await olga.OpenAsync(Page)).Text.Should().Contain("Each replica needs 0.5 CPU cores, 256 MiB of memory, 1 container. Containers left: 2 of 3.");
        (await olga.ChangeAsync(Page, "scale", ("replicas", "2"))).Location.Should().EndWith("/acme/apps/web/shop?done=app-scaled");
        SentPage sent = await olga.ChangeAsync(Page, "scale", ("replicas", "5"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.ErrorAt("scale-replicas").Should().Be("Containers: 3 more asked for, 1 left of 3.");
        sent.Form("scale")["replicas"].Should().Be("5");
        foreach (string wrong in new[] { "0", "1001", "-1", "x", "" })
        {
            (await olga.ChangeAsync(Page, "scale", ("replicas", wrong))).ErrorAt("scale-replicas").Should().Contain("from 1 to 1", wrong);
        }

        (await host.FindAsync(acme))!.Spec.Replicas.Should().Be(2);
    }

    [Fact]
    public async Task Who_scales_what_somebody_else_scaled_in_between_is_told_first()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        await host.ScaleAsync(acme, 4);
        SentPage sent = await olga.SendAsync(open, Page, "scale", ("replicas", "2"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("This app has changed since you looked at it.").And.Contain("image \u2068nginx:1.27\u2069, replicas 4, state Ready");
        sent.Form("scale")["replicas"].Should().Be("2");
        (await host.FindAsync(acme))!.Spec.Replicas.Should().Be(4);
        (await olga.SendAsync(sent, Page, "scale")).Status.Should().Be(HttpStatusCode.Found);
        (await host.FindAsync(acme))!.Spec.Replicas.Should().Be(2);
    }

    [Fact]
    public async Task An_app_is_stopped_and_started_if_it_still_fits()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { Containers = 1 } });
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "stop")).Location.Should().EndWith("?done=app-stopped");
        SentPage stopped = await olga.OpenAsync(Page);
        stopped.Text.Should().Contain("nothing of the quota is held for it");
        stopped.Has("stop").Should().BeFalse();
        await host.RunAsync(acme, RunningApps.Shop with { Name = "other" });
        SentPage refused = await olga.SendAsync(stopped, Page, "start");
        refused.Status.Should().Be(HttpStatusCode.Conflict);
        refused.Text.Should().Contain("Containers: 1 more asked for, 0 left of 1.");
        (await host.FindAsync(acme))!.State.Should().Be(AppState.Stopped);
        (await olga.ChangeAsync("/acme/apps/web/other", "remove", ("confirm", "other"))).Location.Should().EndWith("/acme/apps?done=app-removed");
        (await olga.ChangeAsync(Page, "start")).Location.Should().EndWith("?done=app-started");
        (await host.FindAsync(acme))!.State.Should().Be(AppState.Ready);
    }

    [Fact]
    public async Task An_app_is_removed_once_its_name_is_typed()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage refused = await olga.ChangeAsync(Page, "remove", ("confirm", "Shop"));
        refused.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        refused.ErrorAt("remove-confirm").Should().Contain("not the name of this app");
        (await host.FindAsync(acme)).Should().NotBeNull();
        (await olga.ChangeAsync(Page, "remove", ("confirm", "shop"))).Location.Should().EndWith("/acme/apps?done=app-removed");
        (await host.FindAsync(acme)).Should().BeNull();
    }

    [Fact]
    public async Task A_redeployment_goes_on_after_the_browser_has_its_answer()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        App app = await host.RunAsync(acme, RunningApps.Shop);
        host.Engine().IsReadyAtOnce = false;
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "redeploy", ("image", "nginx:1.28"))).Location.Should().EndWith("?done=app-under-way");
        SentPage meanwhile = await olga.OpenAsync(Page);
        meanwhile.Text.Should().Contain("A new version is being rolled out");
        SentPage second = await olga.SendAsync(meanwhile, Page, "redeploy", ("image", "nginx:1.29"));
        second.Status.Should().Be(HttpStatusCode.Conflict);
        second.Text.Should().Contain("still under way");

        host.Engine().MakeReady(app.Key);
        SentPage done = await olga.OpenUntilAsync(Page, "It runs as it should.");
        done.Text.Should().Contain("nginx:1.28").And.NotContain("The last redeployment failed");
        (await host.FindAsync(acme))!.Spec.Image.Should().Be("nginx:1.28");
    }

    [Fact]
    public async Task A_redeployment_that_fails_later_is_told_on_the_page_until_the_next()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop with { Readiness = new AppReadiness { Deadline = Rollouts.Patience + TimeSpan.FromSeconds(1) } });
        host.Engine().IsReadyAtOnce = false;
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "redeploy", ("image", "nginx:broken"))).Location.Should().EndWith("?done=app-under-way");
        SentPage failed = await olga.OpenUntilAsync(Page, "The last redeployment failed.");
        failed.Text.Should().Contain("was not ready in time, so what ran before runs again").And.Contain("What went wrong last");
        (await host.FindAsync(acme))!.Spec.Image.Should().Be("nginx:1.27");

        host.Engine().IsReadyAtOnce = true;
        (await olga.ChangeAsync(Page, "redeploy", ("image", "nginx:1.28"))).Location.Should().EndWith("?done=app-redeployed");
        (await olga.OpenAsync(Page)).Text.Should().NotContain("The last redeployment failed.");
    }

    [Fact]
    public async Task A_redeployment_that_fails_at_once_is_said_in_the_form_and_undone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync(s => s with { ResourceQuotas = new ResourceQuotas { Containers = 1 } });
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage full = await olga.ChangeAsync(Page, "redeploy", ("image", "nginx:1.28"));
        full.Status.Should().Be(HttpStatusCode.Conflict);
        full.ErrorAt("redeploy-image").Should().Be("Containers: 1 more asked for, 0 left of 1.");
        full.Form("redeploy")["image"].Should().Be("nginx:1.28");
        full.Text.Should().NotContain("The last redeployment failed", "it is said where it was asked for");
        (await olga.ChangeAsync(Page, "redeploy", ("image", "two words"))).ErrorAt("redeploy-image").Should().Contain("without white space");
        (await host.FindAsync(acme))!.Spec.Image.Should().Be("nginx:1.27");
    }

    [Fact]
    public async Task An_engine_that_fails_is_said_on_the_page()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage open = await olga.OpenAsync(Page);
        host.Engine().Faults.Fail(nameof(IWorkloadEngine.ApplyAsync));
        SentPage sent = await olga.SendAsync(open, Page, "scale", ("replicas", "3"));
        sent.Status.Should().Be(HttpStatusCode.BadGateway);
        sent.Text.Should().Contain("It failed, and everything is as it was");
        sent.Text.Should().Contain("What went wrong last");
        (await host.FindAsync(acme))!.Spec.Replicas.Should().Be(1);
    }
}
