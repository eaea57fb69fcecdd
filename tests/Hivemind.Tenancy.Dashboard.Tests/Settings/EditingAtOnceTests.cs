using System.Net;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class EditingAtOnceTests
{
    private const string Page = "/acme/settings";
    private const int Editors = 20;

    [Fact]
    public async Task The_later_editor_sees_what_changed_and_by_whom_and_decides()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Description = "First" });
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("olga", "acme", t => t with { Name = "Acme", Description = "Olga's <b>text</b>" });

        SentPage sent = await root.SendAsync(open, Page, "description", ("description", "Root's text"), ("labels", "by=root"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        (await host.StoredAsync("acme")).Description.Should().Be("Olga's <b>text</b>", "nothing is written before the decision");
        sent.Text.Should().MatchRegex("Description First Olga's <b>text</b> olga becomes what you typed: Root's text")
            .And.MatchRegex("Name Name of acme Acme olga stays as it is now");
        sent.Form("description")["description"].Should().Be("Root's text", "what was typed stays");

        (await root.SendAsync(sent, Page, "description")).Status.Should().Be(HttpStatusCode.Found);
        Tenant after = await host.StoredAsync("acme");
        after.Description.Should().Be("Root's text");
        after.Labels.Should().Equal(new Dictionary<string, string> { ["by"] = "root" });
        after.Name.Should().Be("Acme", "what root did not type over is as olga left it");
    }

    [Fact]
    public async Task A_second_change_while_deciding_is_shown_again()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("olga", "acme", t => t with { Description = "Two" });
        SentPage first = await root.SendAsync(open, Page, "description", ("description", "Mine"));
        await host.ChangeAsync("olga", "acme", t => t with { Description = "Three" });
        SentPage second = await root.SendAsync(first, Page, "description");
        second.Status.Should().Be(HttpStatusCode.Conflict);
        second.Text.Should().Contain("Description Two Three olga");
        (await host.StoredAsync("acme")).Description.Should().Be("Three");
    }

    [Fact]
    public async Task What_others_changed_elsewhere_on_the_page_is_shown_too_status_included()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 4, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } } });
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with
        {
            OwnerId = "olaf",
            IsDeletionProtected = true,
            ResourceQuotas = new ResourceQuotas { CpuCores = 8, Other = new Dictionary<string, decimal> { ["disks"] = 2 } },
        });
        using (TenantContext.System("night", "unpaid").Enter())
        {
            await host.Tenants.SuspendTenantAsync(TenantId.Parse("acme"), "unpaid", TestContext.Current.CancellationToken);
        }

        SentPage sent = await root.SendAsync(open, Page, "quotas", ("quota-gpu", "3"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("CPU 4 8 root stays as it is now")
            .And.Contain("gpu 1 no limit root becomes what you typed: 3")
            .And.Contain("disks no limit 2 root stays")
            .And.Contain("Owner olga olaf root stays")
            .And.Contain("Protection against deletion no yes root stays")
            .And.Contain("Status Active Suspended");
        (await root.SendAsync(sent, Page, "quotas")).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).ResourceQuotas.Should().Be(
            new ResourceQuotas { CpuCores = 8, Other = new Dictionary<string, decimal> { ["disks"] = 2, ["gpu"] = 3 } });
    }

    [Fact]
    public async Task Whoever_may_not_read_the_log_sees_what_changed_but_not_by_whom()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "roles").Enter())
        {
            await host.Access.SetRoleAsync(new Role("editor", [TenancyPermissions.UpdateTenant]), TestContext.Current.CancellationToken);
        }

        await host.BindAsync("ed", "editor", PermissionScope.Tenant(acme));
        using Person ed = new(host, "ed");
        SentPage open = await ed.OpenAsync(Page);
        await host.ChangeAsync("olga", "acme", t => t with { Description = "Two" });
        SentPage sent = await ed.SendAsync(open, Page, "description", ("description", "Mine"));
        sent.Text.Should().Contain("Description (nothing) Two not known").And.NotContain("olga");
    }

    [Fact]
    public async Task A_form_that_does_not_say_what_it_was_shown_writes_nothing()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        foreach (string? version in (string?[])[null, "", "abc", "-1", "99"])
        {
            (await root.ChangeAsync(Page, "description", ("version", version), ("description", "x"))).Status.Should().Be(HttpStatusCode.Conflict);
        }

        (await root.ChangeAsync(Page, "description", ("uid", null), ("description", "x"))).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task Of_twenty_who_save_at_once_each_is_written_or_told_and_none_is_lost_in_silence()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        Person[] people = [.. Enumerable.Range(0, Editors).Select(_ => new Person(host, "root"))];
        SentPage[] open = await Task.WhenAll(people.Select(p => p.OpenAsync(Page)));
        SentPage[] sent = await Task.WhenAll(people.Select((p, i) => p.SendAsync(open[i], Page, "description", ("description", $"Editor {i}"))));

        int written = Enumerable.Range(0, Editors).Single(i => sent[i].Status == HttpStatusCode.Found);
        sent.Where((_, i) => i != written).Should().OnlyContain(s => s.Status == HttpStatusCode.Conflict && s.Text.Contains($"Editor {written}"));
        (await host.StoredAsync("acme")).Description.Should().Be($"Editor {written}");

        // Each decides to save again, again at once: still one at a time, and each of them knows what it replaces.
        while (sent.Any(s => s.Status == HttpStatusCode.Conflict))
        {
            sent = await Task.WhenAll(people.Select((p, i) => sent[i].Status == HttpStatusCode.Conflict ? p.SendAsync(sent[i], Page, "description") : Task.FromResult(sent[i])));
        }

        IReadOnlyList<TenantUpdated> updates = await host.UpdatesAsync("acme");
        updates.Select(u => u.After.Description).Should().BeEquivalentTo(Enumerable.Range(0, Editors).Select(i => $"Editor {i}"));
        updates.Zip(updates.Skip(1)).Should().OnlyContain(pair => pair.First.After == pair.Second.Before);
        Array.ForEach(people, p => p.Dispose());
    }
}
