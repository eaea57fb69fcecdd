using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class SettingsTests
{
    private const string Page = "/acme/settings";

    [Fact]
    public async Task An_operator_changes_each_group_and_nothing_else_moves()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme", change: s => s with
        {
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
            Namespaces = ["acme-a"],
            ResourceQuotas = new ResourceQuotas { CpuCores = 4, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } },
        });
        using Person root = new(host, "root");

        SentPage described = await root.ChangeAsync(Page, "description", ("name", "Acme"), ("description", "New"), ("labels", "tier=silver\r\nsince=2026"));
        described.Location.Should().EndWith("/acme/settings?done=saved", described.Text);
        (await root.ChangeAsync(Page, "quotas", ("quota-cpu", ""), ("quota-memory", "2 GiB"), ("quota-gpu", "4"), ("new-name-0", "disks"), ("new-amount-0", "8")))
            .Status.Should().Be(HttpStatusCode.Found);
        (await root.ChangeAsync(Page, "placement", ("owner", "olaf"), ("isolation", "NetworkOnly"), ("namespaces", "acme-b\nacme-c"), ("protected", "on")))
            .Status.Should().Be(HttpStatusCode.Found);

        Tenant after = await host.StoredAsync("acme");
        after.Should().Be(before with
        {
            Name = "Acme",
            Description = "New",
            Labels = new Dictionary<string, string> { ["tier"] = "silver", ["since"] = "2026" },
            ResourceQuotas = new ResourceQuotas { MemoryBytes = 2L << 30, Other = new Dictionary<string, decimal> { ["gpu"] = 4, ["disks"] = 8 } },
            OwnerId = "olaf",
            IsolationLevel = IsolationLevel.NetworkOnly,
            Namespaces = ["acme-b", "acme-c"],
            IsDeletionProtected = true,
            Version = before.Version + 3,
            UpdatedAt = after.UpdatedAt,
        });
        (await root.OpenAsync(Page + "?done=saved")).Text.Should().Contain("The change was saved.");
    }

    [Fact]
    public async Task A_form_that_is_sent_as_it_was_shown_changes_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        IsolationSettings own = new() { Network = IsolationBoundary.Own, Storage = IsolationBoundary.Own, Compute = IsolationBoundary.Shared, ResourceGuarantees = true };
        Tenant before = await host.AddTenantAsync("acme", change: s => s with
        {
            Description = "\r\n  Line one\r\nLine two ",
            Labels = new Dictionary<string, string> { ["a=b"] = " c " },
            IsolationLevel = IsolationLevel.Custom(own),
            IsDeletionProtected = true,
            Namespaces = ["z", "a"],
            ResourceQuotas = new ResourceQuotas { CpuCores = 0.125m, MemoryBytes = (1L << 40) + 1, StorageBytes = 0, Containers = 0 },
        });
        using Person root = new(host, "root");
        foreach (string card in (string[])["description", "quotas", "placement"])
        {
            (await root.ChangeAsync(Page, card)).Status.Should().Be(HttpStatusCode.Found);
        }

        (await host.StoredAsync("acme")).Should().Be(before);

        // A label that cannot be written as a line is not lost with the others.
        SentPage labels = await root.ChangeAsync(Page, "description", ("labels", "x=y"));
        labels.ErrorAt("description-labels").Should().Contain("over the Tenant API");
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task Every_wrong_field_says_what_is_wrong_all_at_once_and_nothing_is_saved()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage quotas = await root.ChangeAsync(
            Page, "quotas", ("quota-cpu", "lots"), ("quota-memory", "8"), ("quota-containers", "3"), ("new-name-0", "cpu"), ("new-amount-0", "1"));
        quotas.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        quotas.ErrorAt("quotas-quota-cpu").Should().Contain("no number");
        quotas.ErrorAt("quotas-quota-memory").Should().Contain("Say the unit");
        quotas.ErrorAt("quotas-new-name-0").Should().Contain("field of its own");
        quotas.ErrorAt("quotas-quota-containers").Should().BeNull();
        quotas.Form("quotas")["quota-containers"].Should().Be("3");
        quotas.Html.Should().Contain("href=\"#quotas-quota-cpu\"").And.Contain("aria-invalid=\"true\"");

        SentPage placement = await root.ChangeAsync(Page, "placement", ("owner", ""), ("namespaces", "No!"), ("isolation", "Solid"));
        placement.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        placement.ErrorAt("placement-owner").Should().Contain("User id is empty");
        placement.ErrorAt("placement-namespaces").Should().Contain("RFC 1123");
        placement.ErrorAt("placement-isolation").Should().NotBeNull();
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task What_the_domain_refuses_is_said_at_the_field()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Namespaces = ["acme-a"] });
        await host.AddTenantAsync("globex", change: s => s with { Namespaces = ["globex-a"] });
        using (TenantContext.System("test", "runs").Enter())
        {
            await host.Quotas.ReserveAsync(
                TenantId.Parse("acme"), new ResourceAmounts { Containers = 1 }, new ReservationOptions { Namespace = "acme-a" }, TestContext.Current.CancellationToken);
        }

        using Person root = new(host, "root");
        (await root.ChangeAsync(Page, "description", ("name", "name of globex"))).ErrorAt("description-name").Should().Contain("already taken");
        (await root.ChangeAsync(Page, "placement", ("namespaces", "acme-a\nglobex-a"))).ErrorAt("placement-namespaces").Should().Contain("'globex-a' is already taken");
        SentPage inUse = await root.ChangeAsync(Page, "placement", ("namespaces", ""));
        inUse.Status.Should().Be(HttpStatusCode.Conflict);
        inUse.ErrorAt("placement-namespaces").Should().Contain("release them first");
        inUse.Form("placement")["namespaces"].Should().BeEmpty("what was typed stays");
    }

    [Fact]
    public async Task A_resource_that_the_host_does_not_have_is_refused_and_not_offered()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.Configure<HivemindTenancyOptions>(o => o.OtherResources = ["gpu"]));
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(Page);
        page.Form("quotas").Should().ContainKey("quota-gpu").And.NotContainKey("new-name-0");
        SentPage sent = await root.SendAsync(page, Page, "quotas", ("new-name-0", "tpu"), ("new-amount-0", "1"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.Text.Should().Contain("This host has no resource 'tpu'");
        (await root.SendAsync(page, Page, "quotas", ("quota-gpu", "1"))).Status.Should().Be(HttpStatusCode.Found);
    }

    [Fact]
    public async Task An_owner_is_offered_the_description_alone_and_refused_the_rest()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Has("description").Should().BeTrue();
        foreach (string card in (string[])["quotas", "placement", "grace", "suspend", "resume", "delete", "finish"])
        {
            page.Has(card).Should().BeFalse(card);
            SentPage sent = await olga.SendAsync(
                page, Page, "description", ("do", card), ("quota-cpu", "99"), ("owner", "eve"), ("grace-cpu", "99"), ("until", "2999-01-01T00:00"),
                ("reason", "because"), ("confirm", "Name of acme"));
            sent.Status.Should().Be(HttpStatusCode.Forbidden, card);
        }

        (await olga.SendAsync(page, Page, "description", ("description", "Ours"))).Status.Should().Be(HttpStatusCode.Found);
        Tenant after = await host.StoredAsync("acme");
        after.Description.Should().Be("Ours");
        after.OwnerId.Should().Be("olga");
        after.ResourceQuotas.Should().Be(ResourceQuotas.Unlimited);
        after.Status.Should().Be(TenantStatus.Active);
        (await host.GraceAsync("acme")).Should().BeNull();
    }

    [Fact]
    public async Task A_form_cannot_carry_fields_of_a_group_that_takes_another_permission()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme");
        using Person olga = new(host, "olga");
        (await olga.ChangeAsync(Page, "description", ("quota-cpu", "99"), ("owner", "eve"), ("namespaces", "mine"), ("protected", "on"))).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task Whoever_only_reads_is_offered_nothing_and_a_stranger_finds_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        await host.AddTenantAsync("globex", owner: "gus");
        await host.BindAsync("vera", BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(acme));
        using Person vera = new(host, "vera");
        SentPage page = await vera.OpenAsync(Page);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("may change none of its settings");
        page.Html.Should().NotContain("<form");

        using Person gus = new(host, "gus");
        (await gus.OpenAsync(Page)).Status.Should().Be(HttpStatusCode.NotFound);
        SentPage own = await gus.OpenAsync("/globex/settings");
        foreach (string card in (string[])["description", "quotas", "placement", "grace", "suspend", "resume", "delete", "finish", "nothing"])
        {
            foreach (string uid in (string[])[acme.Uid.ToString(), own.Form("description")["uid"]])
            {
                SentPage sent = await gus.SendAsync(own, Page, "description", ("do", card), ("uid", uid), ("description", "mine"), ("reason", "x"), ("confirm", acme.Name));
                sent.Status.Should().Be(HttpStatusCode.NotFound, card);
                sent.Text.Should().NotContain(acme.Name);
            }
        }

        (await host.StoredAsync("acme")).Should().Be(acme);
    }

    [Fact]
    public async Task A_form_of_a_tenant_that_is_gone_does_nothing_to_the_one_that_has_its_id_now()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage old = await root.OpenAsync(Page);
        await host.DeleteAsync("acme");
        Tenant next = await host.AddTenantAsync("acme");
        foreach (string card in (string[])["description", "quotas", "placement", "grace", "suspend", "delete"])
        {
            SentPage sent = await root.SendAsync(
                old, Page, card, ("description", "old"), ("quota-cpu", "1"), ("owner", "eve"), ("grace-cpu", "1"), ("until", "2999-01-01T00:00"), ("reason", "x"), ("confirm", next.Name));
            sent.Status.Should().Be(HttpStatusCode.Conflict, card);
            sent.Text.Should().Contain("was deleted, and another was made under its id");
        }

        (await host.StoredAsync("acme")).Should().Be(next);
        (await host.GraceAsync("acme")).Should().BeNull();
    }

    [Fact]
    public async Task Names_that_are_made_to_deceive_are_shown_as_text()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        string name = "<script>alert(1)</script>\"'\u202Ecba " + new string('x', 128 - 32);
        await host.AddTenantAsync("acme", owner: "<b>\"o\"</b>", change: s => s with { Name = name, Description = "</textarea><script>alert(2)</script>" });
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(Page);
        page.Html.Should().NotContain("<script>").And.NotContain("<b>").And.NotContain("\u202Ecba\"");
        page.Form("description")["name"].Should().Be(name);
        page.Form("description")["description"].Should().Be("</textarea><script>alert(2)</script>");
        page.Form("placement")["owner"].Should().Be("<b>\"o\"</b>");
        (await root.ChangeAsync(Page, "delete", ("confirm", "x"))).Html.Should().NotContain("<script>");
        (await root.ChangeAsync(Page, "delete", ("confirm", name))).Status.Should().Be(HttpStatusCode.Found);
    }
}
