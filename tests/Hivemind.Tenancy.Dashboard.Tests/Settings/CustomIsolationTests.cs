using System.Net;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class CustomIsolationTests
{
    private const string Page = "/acme/settings";

    private static readonly IsolationSettings Own = new()
    {
        Network = IsolationBoundary.Own,
        Storage = IsolationBoundary.Shared,
        Compute = IsolationBoundary.Own,
        ResourceGuarantees = false,
    };

    [Fact]
    public async Task It_is_made_changed_and_left_and_says_in_words_what_it_is()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage made = await root.ChangeAsync(Page, "placement", ("isolation", "Custom"), ("isolation-network", "Own"), ("isolation-compute", "Own"));
        made.Status.Should().Be(HttpStatusCode.Found, made.Text);
        Tenant tenant = await host.StoredAsync("acme");
        tenant.IsolationLevel.Should().Be(IsolationLevel.Custom(Own));
        (await root.OpenAsync("/acme")).Text.Should().Contain("Set up for this tenant in particular: own nodes, own network, shared storage, resources not guaranteed.");

        (await root.ChangeAsync(Page, "placement")).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).Should().Be(tenant, "what is sent as it was shown changes nothing");

        // The choice stands at Custom: one setting alone is changed.
        (await root.ChangeAsync(Page, "placement", ("isolation-guarantees", "on"))).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).IsolationLevel.Should().Be(IsolationLevel.Custom(Own with { ResourceGuarantees = true }));

        (await root.ChangeAsync(Page, "placement", ("isolation", "Soft"))).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).IsolationLevel.Should().Be(IsolationLevel.Soft);
    }

    [Fact]
    public async Task Settings_that_would_not_count_are_not_ignored_in_silence()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(Page, "placement", ("isolation-network", "Own"), ("owner", "olaf"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("placement-isolation").Should().Contain("Choose Custom");
        sent.Form("placement")["isolation-network"].Should().Be("Own");
        sent.Html.Should().Contain("<details open");
        SentPage unknown = await root.ChangeAsync(Page, "placement", ("isolation", "Custom"), ("isolation-network", "3"));
        unknown.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        unknown.ErrorAt("placement-isolation").Should().NotBeNull();
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task The_later_editor_sees_it_in_words()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with { IsolationLevel = IsolationLevel.Custom(Own) });
        SentPage sent = await root.SendAsync(open, Page, "placement", ("owner", "olaf"));
        sent.Text.Should().Contain("Isolation Soft Custom: own nodes, own network, shared storage, resources not guaranteed root stays as it is now");
        (await root.SendAsync(sent, Page, "placement")).Status.Should().Be(HttpStatusCode.Found);
        Tenant kept = await host.StoredAsync("acme");
        kept.OwnerId.Should().Be("olaf");
        kept.IsolationLevel.Should().Be(IsolationLevel.Custom(Own));

        SentPage mine = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with { IsolationLevel = IsolationLevel.Hard });
        SentPage again = await root.SendAsync(mine, Page, "placement", ("isolation-storage", "Own"));
        again.Text.Should().Contain("becomes what you typed: Custom: own nodes, own network, own storage, resources not guaranteed");
        (await root.SendAsync(again, Page, "placement")).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).IsolationLevel.Should().Be(IsolationLevel.Custom(Own with { Storage = IsolationBoundary.Own }));
    }

    [Fact]
    public async Task A_tenant_is_created_with_it()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(
            "/-/new", "create", ("id", "acme"), ("name", "Acme"), ("owner", "olga"), ("isolation", "Custom"), ("isolation-network", "Own"), ("isolation-compute", "Own"));
        sent.Status.Should().Be(HttpStatusCode.Found, sent.Text);
        (await host.StoredAsync("acme")).IsolationLevel.Should().Be(IsolationLevel.Custom(Own));
        (await root.ChangeAsync("/-/new", "create", ("id", "globex"), ("name", "Globex"), ("isolation-storage", "Own"))).ErrorAt("create-isolation").Should().Contain("Choose Custom");
        (await host.FindStoredAsync("globex")).Should().BeNull();
    }
}
