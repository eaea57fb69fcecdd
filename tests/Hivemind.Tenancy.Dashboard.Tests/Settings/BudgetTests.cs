using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class BudgetTests
{
    private const string Page = "/acme/settings";

    private static readonly Dictionary<string, ConsumptionBudget> Budgets = new()
    {
        ["api-requests"] = new ConsumptionBudget(1_000_000, CalendarUnit.Month) { TimeZoneId = "Europe/Berlin" },
        ["example.com/tokens"] = new ConsumptionBudget(500, CalendarUnit.Day) { IsPostPaid = true },
    };

    [Fact]
    public async Task An_operator_changes_adds_and_takes_away_budgets_and_nothing_else_moves()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets, ResourceQuotas = new ResourceQuotas { CpuCores = 4 } });
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(
            Page,
            "budgets",
            ("limit-api-requests", "2000000"), ("window-api-requests", "Week"), ("zone-api-requests", ""), ("more-api-requests", "counted"),
            ("limit-example.com/tokens", ""),
            ("new-meter", "build-minutes"), ("limit--new", "0"), ("window--new", "Hour"), ("zone--new", "America/New_York"), ("more--new", "refused"));
        sent.Location.Should().EndWith("/acme/settings?done=saved", sent.Text);
        Tenant after = await host.StoredAsync("acme");
        after.Should().Be(before with
        {
            Budgets = new Dictionary<string, ConsumptionBudget>
            {
                ["api-requests"] = new(2_000_000, CalendarUnit.Week) { IsPostPaid = true },
                ["build-minutes"] = new(0, CalendarUnit.Hour) { TimeZoneId = "America/New_York" },
            },
            Version = before.Version + 1,
            UpdatedAt = after.UpdatedAt,
        });

        SentPage next = await root.OpenAsync(Page);
        next.Form("budgets").Should().Contain("limit-build-minutes", "0").And.Contain("window-build-minutes", "Hour").And.Contain("zone-build-minutes", "America/New_York")
            .And.Contain("more-api-requests", "counted").And.NotContainKey("limit-example.com/tokens");
    }

    [Fact]
    public async Task A_form_that_is_sent_as_it_was_shown_changes_nothing_and_one_field_changes_its_own_budget_alone()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        using Person root = new(host, "root");
        (await root.ChangeAsync(Page, "budgets")).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).Should().Be(before);

        (await root.ChangeAsync(Page, "budgets", ("limit-example.com/tokens", "\u0665\u0660\u0661"))).Status.Should().Be(HttpStatusCode.Found);
        (await host.StoredAsync("acme")).Budgets.Should().Equal(new Dictionary<string, ConsumptionBudget>(Budgets)
        {
            ["example.com/tokens"] = Budgets["example.com/tokens"] with { Limit = 501 },
        });
    }

    [Fact]
    public async Task Every_wrong_field_says_what_is_wrong_all_at_once_and_nothing_is_saved()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant before = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(
            Page,
            "budgets",
            ("limit-api-requests", "lots"), ("window-api-requests", "Year"), ("zone-api-requests", "Berlin"), ("more-api-requests", "x"),
            ("limit-example.com/tokens", "9007199254740993"),
            ("limit--new", "1.5"));
        sent.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        sent.ErrorAt("budgets-limit-api-requests").Should().Contain("'lots' is no whole number");
        sent.ErrorAt("budgets-window-api-requests").Should().NotBeNull();
        sent.ErrorAt("budgets-zone-api-requests").Should().Contain("no time zone 'Berlin'").And.Contain("Europe/Berlin").And.NotContain("Parameter");
        sent.ErrorAt("budgets-more-api-requests").Should().NotBeNull();
        sent.ErrorAt("budgets-limit-example.com/tokens").Should().Contain("9007199254740992");
        sent.ErrorAt("budgets-limit--new").Should().Contain("no whole number");
        sent.ErrorAt("budgets-new-meter").Should().Contain("Say which meter");
        sent.Text.Should().Contain("Budget of api-requests: 'lots' is no whole number");
        sent.Form("budgets").Should().Contain("limit-api-requests", "lots").And.Contain("limit--new", "1.5");

        (string Meter, string Error)[] wrong = [("api-requests", "has a budget"), ("no meter", "is refused"), ("x/y/z", "is refused")];
        foreach ((string meter, string error) in wrong)
        {
            (await root.ChangeAsync(Page, "budgets", ("new-meter", meter), ("limit--new", "1"))).ErrorAt("budgets-new-meter").Should().Contain(error);
        }

        (await root.ChangeAsync(Page, "budgets", ("new-meter", "gpu"), ("limit--new", ""))).ErrorAt("budgets-limit--new").Should().Contain("Say how much");
        (await host.StoredAsync("acme")).Should().Be(before);
    }

    [Fact]
    public async Task The_later_editor_sees_what_changed_as_a_sentence_and_decides()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with
        {
            Description = "Changed elsewhere",
            Budgets = new Dictionary<string, ConsumptionBudget> { ["api-requests"] = new(10, CalendarUnit.Hour), ["gpu-hours"] = new(7, CalendarUnit.Week) },
        });
        SentPage sent = await root.SendAsync(open, Page, "budgets", ("limit-api-requests", "20"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain(
                "Budget of api-requests 1,000,000 in each month (Europe/Berlin), more is refused 10 in each hour (UTC), more is refused root becomes what you typed: 20 in each month (Europe/Berlin), more is refused")
            .And.Contain("Budget of example.com/tokens 500 in each day (UTC), more is only counted no budget root stays as it is now")
            .And.Contain("Budget of gpu-hours no budget 7 in each week (UTC), more is refused root stays as it is now")
            .And.Contain("Description (nothing) Changed elsewhere root stays");
        sent.Form("budgets").Should().Contain("limit-api-requests", "20").And.Contain("limit-gpu-hours", "7").And.NotContainKey("limit-example.com/tokens");

        (await root.SendAsync(sent, Page, "budgets")).Status.Should().Be(HttpStatusCode.Found);
        Tenant after = await host.StoredAsync("acme");
        after.Description.Should().Be("Changed elsewhere");
        after.Budgets.Should().Equal(new Dictionary<string, ConsumptionBudget>
        {
            ["api-requests"] = Budgets["api-requests"] with { Limit = 20 },
            ["gpu-hours"] = new(7, CalendarUnit.Week),
        });
    }

    [Fact]
    public async Task A_change_of_budgets_is_told_to_whoever_edits_something_else()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with { Budgets = new Dictionary<string, ConsumptionBudget>(Budgets) { ["api-requests"] = new(10, CalendarUnit.Hour) } });
        (await root.SendAsync(open, Page, "quotas", ("quota-cpu", "1"))).Text.Should().Contain("Budget of api-requests 1,000,000 in each month (Europe/Berlin), more is refused 10 in each hour");
    }

    [Fact]
    public async Task What_was_used_up_is_said_and_stays_when_the_limit_changes()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        IConsumptionManager consumption = host.App.Services.GetRequiredService<IConsumptionManager>();
        using (TenantContext.System("test", "works").Enter())
        {
            await consumption.ConsumeAsync(acme, new ConsumptionAmounts { ["api-requests"] = 1234 }, cancellationToken: TestContext.Current.CancellationToken);
        }

        using Person root = new(host, "root");
        (await root.OpenAsync(Page)).Text.Should().Contain("Used up in this window: 1,234.");
        (await root.ChangeAsync(Page, "budgets", ("limit-api-requests", "1000"))).Status.Should().Be(HttpStatusCode.Found);
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        BudgetUsage usage = (await consumption.GetBudgetsAsync(acme, TestContext.Current.CancellationToken)).Single(b => b.Meter == "api-requests");
        usage.Used.Should().Be(1234);
        usage.Over.Should().Be(234);
    }

    [Fact]
    public async Task Whoever_may_not_change_them_sees_them_and_is_refused()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        Tenant acme = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        await host.AddTenantAsync("globex", owner: "gus");
        using Person olga = new(host, "olga");
        SentPage page = await olga.OpenAsync(Page);
        page.Has("budgets").Should().BeFalse("an owner's own budgets are the platform's");
        page.Text.Should().Contain("api-requests 1,000,000 Month (Europe/Berlin) is refused").And.Contain("example.com/tokens 500 Day (UTC) is only counted");
        (await olga.SendAsync(page, Page, "description", ("do", "budgets"), ("limit-api-requests", "9"))).Status.Should().Be(HttpStatusCode.Forbidden);

        using Person gus = new(host, "gus");
        SentPage own = await gus.OpenAsync("/globex/settings");
        (await gus.SendAsync(own, Page, "description", ("do", "budgets"), ("uid", acme.Uid.ToString()), ("limit-api-requests", "9"))).Status.Should().Be(HttpStatusCode.NotFound);

        // Limits alone are another permission.
        using (TenantContext.System("test", "roles").Enter())
        {
            await host.Access.SetRoleAsync(new Role("limiter", [TenancyPermissions.UpdateQuotas, TenancyPermissions.ReadTenants]), TestContext.Current.CancellationToken);
        }

        await host.BindAsync("lea", "limiter", PermissionScope.Global);
        using Person lea = new(host, "lea");
        SentPage limits = await lea.OpenAsync(Page);
        limits.Has("quotas").Should().BeTrue();
        limits.Has("budgets").Should().BeFalse();
        (await lea.SendAsync(limits, Page, "quotas", ("do", "budgets"), ("limit-api-requests", "9"))).Status.Should().Be(HttpStatusCode.Forbidden);
        (await lea.SendAsync(limits, Page, "quotas", ("limit-api-requests", "9"))).Status.Should().Be(HttpStatusCode.Found, "fields of another form do nothing");
        (await host.StoredAsync("acme")).Should().Be(acme);
    }

    [Fact]
    public async Task Without_a_token_or_of_a_tenant_that_is_gone_nothing_changes()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        (await root.SendAsync(open, Page, "budgets", ("limit-api-requests", "9"), ("__RequestVerificationToken", null))).Status.Should().Be(HttpStatusCode.BadRequest);
        await host.DeleteAsync("acme");
        Tenant next = await host.AddTenantAsync("acme", change: s => s with { Budgets = Budgets });
        (await root.SendAsync(open, Page, "budgets", ("limit-api-requests", "9"))).Status.Should().Be(HttpStatusCode.Conflict);
        (await host.StoredAsync("acme")).Should().Be(next);
    }

    [Fact]
    public async Task Where_the_host_counts_nothing_budgets_are_not_offered()
    {
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.AddSingleton<IConsumptionManager>(_ => throw new NotSupportedException("none")));
        Tenant acme = await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage page = await root.OpenAsync(Page);
        page.Has("budgets").Should().BeFalse();
        (await root.SendAsync(page, Page, "quotas", ("do", "budgets"), ("new-meter", "x"), ("limit--new", "9"))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await host.StoredAsync("acme")).Should().Be(acme);
    }
}
