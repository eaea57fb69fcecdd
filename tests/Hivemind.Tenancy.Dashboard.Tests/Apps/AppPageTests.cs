using System.Net;
using Hivemind.Tenancy.Workloads;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class AppPageTests
{
    private const string Page = "/acme/apps/web/shop";

    [Fact]
    public async Task The_page_says_how_it_is_what_it_uses_and_how_it_is_reached()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        App app = await host.RunAsync(acme, RunningApps.Shop with
        {
            Ports = [new AppPort(8080, PortProtocol.Tcp, PortExposure.Public)],
            Environment = new Dictionary<string, string> { ["API_KEY"] = "hunter2" },
        });
        host.Engine().SetUsage(app.Key, [new ReplicaUsage(app.Replicas[0].Id, 0.25m, 64L << 20)]);
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Text.Should().Contain("It runs as it should.").And.Contain("1 of 1").And.Contain("0.25 cores of 0.5 cores").And.Contain("64 MiB of 256 MiB")
            .And.Contain("8080/TCP, reached from anywhere").And.Contain("API_KEY");
        page.Html.Should().NotContain("hunter2", "values may be confidential");
    }

    [Fact]
    public async Task What_it_wrote_is_text_and_obeys_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        App app = await host.RunAsync(acme, RunningApps.Shop);
        host.Engine().Write(app.Key, "<script>alert(1)</script> \u202Egnp.exe \u001b[31mred\u001b[0m \u001b]0;title\u0007", isError: true);
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Text.Should().Contain("1 ! <script>alert(1)</script> [U+202E]gnp.exe red \u241b]0;title\u2407");
        page.Html.Should().NotContain("<script>alert").And.NotContain("\u202E").And.NotContain("&#x202E;").And.NotContain("\u001b").And.NotContain("&#x1B;");
    }

    [Fact]
    public async Task What_it_wrote_is_bounded_and_the_newest_is_kept()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        App app = await host.RunAsync(acme, RunningApps.Shop);
        for (int i = 0; i < 300; i++)
        {
            host.Engine().Write(app.Key, $"line-{i}-" + new string('x', 5000));
        }

        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Html.Length.Should().BeLessThan(AppLogReader.MostBytes + (64 * 1024));
        page.Text.Should().Contain("line-299-").And.NotContain("line-200-").And.Contain("Only the last lines are shown.");
    }

    [Fact]
    public async Task The_page_does_without_logs_and_usage_that_cannot_be_read()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.RunAsync(await host.AddAcmeAsync(), RunningApps.Shop);
        host.Engine().Faults.Fail(nameof(IWorkloadEngine.ReadLogsAsync));
        host.Engine().Faults.Fail(nameof(IWorkloadEngine.GetUsageAsync));
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("What it wrote could not be read right now").And.Contain("What the replicas use could not be read right now.");
    }

    [Fact]
    public async Task Whoever_may_only_read_is_offered_nothing_and_refused_all()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.BindAsync("vera", BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(acme));
        await host.BindAsync("otto", BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(acme));
        using Person vera = new(host, "vera");
        using Person otto = new(host, "otto");
        SentPage seen = await vera.OpenAsync(Page);
        string[] cards = ["scale", "stop", "redeploy", "remove"];
        cards.Should().AllSatisfy(c => seen.Has(c).Should().BeFalse(c));
        SentPage offered = await otto.OpenAsync(Page);
        cards.Where(offered.Has).Should().Equal("scale", "stop", "redeploy");
        await host.AddTenantAsync("hers", "vera", s => s with { Namespaces = ["web-of-vera"] });
        string token = (await vera.OpenAsync("/hers/-/deploy")).Form("deploy")["__RequestVerificationToken"];
        foreach (string card in (string[])[.. cards, "start"])
        {
            Dictionary<string, string> fields = new() { ["__RequestVerificationToken"] = token, ["do"] = card, ["uid"] = acme.Uid.ToString(), ["replicas"] = "3", ["was-replicas"] = "1", ["image"] = "a:2", ["was-image"] = "nginx:1.27", ["confirm"] = "shop" };
            (await vera.PostAsync(Page, fields)).Status.Should().Be(HttpStatusCode.Forbidden, card);
        }

        (await host.FindAsync(acme))!.Spec.Should().Be(RunningApps.Shop);
        (await host.FindAsync(acme))!.State.Should().Be(AppState.Ready);
    }

    [Fact]
    public async Task Somebody_of_another_tenant_finds_nothing_and_changes_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        await host.AddTenantAsync("globex", "gina", s => s with { Namespaces = ["web-of-gina"] });
        using Person gina = new(host, "gina");
        SentPage own = await gina.OpenAsync("/globex/-/deploy");
        string token = own.Form("deploy")["__RequestVerificationToken"];
        foreach (string path in new[] { "/acme/apps", Page, "/acme/-/deploy", "/acme/apps/web/none", "/nobody/apps" })
        {
            (await gina.OpenAsync(path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        foreach ((string path, string card) in new[] { (Page, "stop"), (Page, "remove"), ("/acme/-/deploy", "deploy"), ("/nobody/-/deploy", "deploy") })
        {
            Dictionary<string, string> fields = new() { ["__RequestVerificationToken"] = token, ["do"] = card, ["uid"] = acme.Uid.ToString(), ["confirm"] = "shop", ["name"] = "x", ["image"] = "a:1", ["namespace"] = "web" };
            (await gina.PostAsync(path, fields)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }

        (await host.FindAsync(acme))!.State.Should().Be(AppState.Ready);
    }

    [Fact]
    public async Task A_form_without_its_token_or_of_a_former_tenant_does_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddAcmeAsync();
        await host.RunAsync(acme, RunningApps.Shop);
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        (await olga.SendAsync(page, Page, "stop", ("__RequestVerificationToken", null))).Status.Should().Be(HttpStatusCode.BadRequest);
        SentPage form = await olga.OpenAsync("/acme/-/deploy");
        (await olga.SendAsync(form, "/acme/-/deploy", "deploy", ("__RequestVerificationToken", null), ("name", "x"), ("image", "a:1"))).Status.Should().Be(HttpStatusCode.BadRequest);
        await host.DeleteAsync("acme");
        Tenant again = await host.AddAcmeAsync();
        await host.RunAsync(again, RunningApps.Shop);
        (await olga.SendAsync(page, Page, "stop")).Status.Should().Be(HttpStatusCode.Conflict);
        (await olga.SendAsync(form, "/acme/-/deploy", "deploy", ("name", "x"), ("image", "a:1"))).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.FindAsync(again))!.State.Should().Be(AppState.Ready);
        (await host.FindAsync(again, "x")).Should().BeNull();
    }

    [Theory]
    [InlineData("/acme/apps/web/none")]
    [InlineData("/acme/apps/web/NO%20NAME")]
    [InlineData("/acme/apps/%3Cscript%3E/x")]
    public async Task What_is_not_there_is_a_page_that_says_so(string path)
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddAcmeAsync();
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(path);
        page.Status.Should().Be(HttpStatusCode.NotFound);
        page.Text.Should().Contain("There is no such app.");
    }
}
