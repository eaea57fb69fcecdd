using System.Net;
using Hivemind.Tenancy.Dashboard.Tests.Listing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Dashboard.Tests;

public sealed class StatusTests
{
    private const string Page = "/acme/settings";

    [Fact]
    public async Task Grace_is_granted_until_a_time_in_utc_and_ended()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme", change: s => s with { ResourceQuotas = new ResourceQuotas { CpuCores = 1, Other = new Dictionary<string, decimal> { ["gpu"] = 1 } } });
        using Person root = new(host, "root");
        SentPage sent = await root.ChangeAsync(Page, "grace", ("grace-cpu", "2.5"), ("grace-memory", "1 GiB"), ("grace-gpu", "2"), ("until", "2999-12-31T23:59"));
        sent.Location.Should().EndWith("?done=grace", sent.Text);
        (await host.GraceAsync("acme")).Should().Be(new QuotaGrace(
            new ResourceAmounts { CpuCores = 2.5m, MemoryBytes = 1L << 30, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
            new DateTimeOffset(2999, 12, 31, 23, 59, 0, TimeSpan.Zero)));

        SentPage page = await root.OpenAsync(Page);
        page.Form("grace")["until"].Should().Be("2999-12-31T23:59");
        (await root.SendAsync(page, Page, "grace", ("end", null), ("grace-gpu", ""))).Status.Should().Be(HttpStatusCode.Found);
        (await host.GraceAsync("acme"))!.Ceiling.Other.Should().BeEmpty();
        (await root.ChangeAsync(Page, "grace", ("end", "on"))).Location.Should().EndWith("?done=grace-ended");
        (await host.GraceAsync("acme")).Should().BeNull();
    }

    [Fact]
    public async Task Grace_that_makes_no_sense_is_refused_at_its_fields()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage wrong = await root.ChangeAsync(Page, "grace", ("grace-cpu", "x"), ("until", "tomorrow"));
        wrong.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        wrong.ErrorAt("grace-grace-cpu").Should().Contain("no number");
        wrong.ErrorAt("grace-until").Should().Contain("date and a time in UTC");
        (await root.ChangeAsync(Page, "grace", ("grace-cpu", "2"), ("until", "2001-01-01T00:00"))).ErrorAt("grace-until").Should().Contain("has passed");
        (await root.ChangeAsync(Page, "grace", ("until", "2999-01-01T00:00"))).Text.Should().Contain("at least one resource");
        (await host.GraceAsync("acme")).Should().BeNull();
    }

    [Fact]
    public async Task Grace_that_somebody_else_granted_in_between_is_shown_before_it_is_replaced()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        DateTimeOffset until = new(2999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using (TenantContext.User("root").Enter())
        {
            await host.Quotas.GrantGraceAsync(TenantId.Parse("acme"), new ResourceAmounts { CpuCores = 3 }, until, cancellationToken: TestContext.Current.CancellationToken);
        }

        SentPage sent = await root.SendAsync(open, Page, "grace", ("grace-memory", "1 GiB"), ("until", "2998-01-01T00:00"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("CPU (nothing) 3 root stays as it is now").And.Contain("becomes what you typed: 2998-01-01T00:00");
        (await host.GraceAsync("acme"))!.Until.Should().Be(until);
        (await root.SendAsync(sent, Page, "grace")).Status.Should().Be(HttpStatusCode.Found);
        (await host.GraceAsync("acme"))!.Ceiling.Should().Be(new ResourceAmounts { CpuCores = 3, MemoryBytes = 1L << 30 });
    }

    [Theory]
    [InlineData("")]
    [InlineData("on")]
    public async Task Grace_that_somebody_else_changes_between_the_look_and_the_act_is_shown_before_it_is_replaced(string end)
    {
        Func<Task>? before = null;
        await using DashboardHost host = await DashboardHost.StartAsync(tenancy => new CountedStore(method =>
        {
            if (method == nameof(ITenantStore.SetGraceAsync) && Interlocked.Exchange(ref before, null) is { } act)
            {
                act().GetAwaiter().GetResult();
            }

            return null;
        }).Before(tenancy));
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        await root.ChangeAsync(Page, "grace", ("grace-cpu", "2"), ("until", "2998-01-01T00:00"));
        SentPage open = await root.OpenAsync(Page);
        before = async () =>
        {
            using TenantScope scope = TenantContext.User("root").Enter();
            await host.Quotas.GrantGraceAsync(TenantId.Parse("acme"), new ResourceAmounts { CpuCores = 3 }, new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero), cancellationToken: TestContext.Current.CancellationToken);
        };

        SentPage sent = await root.SendAsync(open, Page, "grace", ("end", end.Length > 0 ? end : null), ("grace-memory", "1 GiB"));
        before.Should().BeNull();
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("CPU 2 3 root stays as it is now").And.Contain("2998-01-01T00:00 2999-01-01T00:00 root");
        (await host.GraceAsync("acme"))!.Ceiling.Should().Be(new ResourceAmounts { CpuCores = 3 });
        (await root.SendAsync(sent, Page, "grace", ("end", null))).Status.Should().Be(HttpStatusCode.Found);
        (await host.GraceAsync("acme"))!.Ceiling.Should().Be(new ResourceAmounts { CpuCores = 3, MemoryBytes = 1L << 30 });
    }

    [Fact]
    public async Task Suspending_takes_a_reason_and_resuming_makes_it_active()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage none = await root.ChangeAsync(Page, "suspend");
        none.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
        none.ErrorAt("suspend-reason").Should().Contain("Say why");
        (await root.ChangeAsync(Page, "suspend", ("reason", new string('x', 1025)))).ErrorAt("suspend-reason").Should().Contain("1025 characters");
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);

        (await root.ChangeAsync(Page, "suspend", ("reason", "Unpaid <since> May"))).Location.Should().EndWith("?done=suspended");
        Tenant suspended = await host.StoredAsync("acme");
        (suspended.Status, suspended.StatusReason).Should().Be((TenantStatus.Suspended, "Unpaid <since> May"));
        SentPage page = await root.OpenAsync(Page);
        page.Text.Should().Contain("Unpaid <since> May");
        (await root.SendAsync(page, Page, "resume")).Location.Should().EndWith("?done=resumed");
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);
        SentPage again = await root.SendAsync(page, Page, "resume");
        again.Status.Should().Be(HttpStatusCode.Conflict);
        again.Text.Should().Contain("is Active");
    }

    [Fact]
    public async Task Deleting_takes_the_name_and_says_what_stands_against_it()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using (TenantContext.System("test", "runs").Enter())
        {
            await host.Quotas.ReserveAsync(
                TenantId.Parse("acme"), new ResourceAmounts { Containers = 1 }, new ReservationOptions { AllocationId = "job" }, TestContext.Current.CancellationToken);
            await host.Quotas.CommitAsync(TenantId.Parse("acme"), "job", cancellationToken: TestContext.Current.CancellationToken);
        }

        using Person root = new(host, "root");
        foreach (string? name in (string?[])[null, "", "acme", "name of acme", "Name of acme2"])
        {
            SentPage wrong = await root.ChangeAsync(Page, "delete", ("confirm", name));
            wrong.Status.Should().Be(HttpStatusCode.UnprocessableEntity);
            wrong.ErrorAt("delete-confirm").Should().Contain("not the name");
        }

        SentPage runs = await root.ChangeAsync(Page, "delete", ("confirm", "Name of acme"));
        runs.Status.Should().Be(HttpStatusCode.Conflict);
        runs.Text.Should().Contain("has allocations that run");
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);

        SentPage done = await root.ChangeAsync(Page, "delete", ("confirm", "Name of acme"), ("idle", null));
        done.Location.Should().EndWith("/tenants?done=deleted");
        (await host.FindStoredAsync("acme")).Should().BeNull();
    }

    [Fact]
    public async Task A_protected_tenant_is_not_offered_for_deletion_and_refused()
    {
        await using DashboardHost host = await DashboardHost.StartAsync();
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        SentPage open = await root.OpenAsync(Page);
        await host.ChangeAsync("root", "acme", t => t with { IsDeletionProtected = true });
        SentPage page = await root.OpenAsync(Page);
        page.Has("delete").Should().BeFalse();
        page.Text.Should().Contain("protected against deletion");
        SentPage sent = await root.SendAsync(open, Page, "delete", ("confirm", "Name of acme"));
        sent.Status.Should().Be(HttpStatusCode.Conflict);
        sent.Text.Should().Contain("is protected from deletion");
        (await host.StoredAsync("acme")).Status.Should().Be(TenantStatus.Active);
    }

    [Fact]
    public async Task What_provisioners_could_not_do_is_shown_and_a_deletion_that_fails_is_finished_with_a_reason()
    {
        BrokenProvisioner provisioner = new();
        await using DashboardHost host = await DashboardHost.StartAsync(t => t.Services.AddSingleton<ITenantProvisioner>(provisioner));
        await host.AddTenantAsync("acme");
        using Person root = new(host, "root");
        provisioner.Fails = true;

        SentPage suspend = await root.ChangeAsync(Page, "suspend", ("reason", "Unpaid"));
        suspend.Status.Should().Be(HttpStatusCode.BadGateway);
        suspend.Text.Should().Contain("the disk is full").And.Contain("stays Suspended");
        suspend.Has("resume").Should().BeTrue();

        (await root.ChangeAsync(Page, "suspend", ("reason", "x"), ("do", "finish"))).Status.Should().Be(HttpStatusCode.Conflict, "it is not being deleted");
        SentPage delete = await root.ChangeAsync(Page, "delete", ("confirm", "Name of acme"));
        delete.Status.Should().Be(HttpStatusCode.BadGateway);
        delete.Text.Should().Contain("the disk is full").And.Contain("stays Terminating");
        delete.Has("description").Should().BeFalse("nothing else of it can be changed");
        SentPage without = await root.SendAsync(delete, Page, "finish");
        without.ErrorAt("finish-reason").Should().Contain("Say why");
        (await root.SendAsync(delete, Page, "finish", ("reason", "The disk is gone for good"))).Location.Should().EndWith("/tenants?done=deleted");
        (await host.FindStoredAsync("acme")).Should().BeNull();
        using TenantScope scope = TenantContext.System("test", "looks").Enter();
        EventPage events = await host.Tenants.ReadEventsAsync(new EventQuery { Kinds = [nameof(TenantDeleted)] }, TestContext.Current.CancellationToken);
        events.Events.OfType<TenantDeleted>().Single().FinishedBecause.Should().Be("The disk is gone for good");
    }
}
