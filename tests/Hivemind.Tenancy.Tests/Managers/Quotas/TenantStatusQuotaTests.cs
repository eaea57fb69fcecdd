using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// What each status of a tenant allows over its allocations, on each kind of store, and tenants that are not there. The table in
/// code is tested in <see cref="TenantStatusTableTests"/>.
/// </summary>
public sealed class TenantStatusQuotaTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));
    private static readonly ResourceAmounts Two = Resources.Amounts(("cpu", 2), ("gpu", 1));
    private static readonly ResourceAmounts TwoGpus = Resources.Amounts(("cpu", 1), ("gpu", 2));
    private static readonly ResourceAmounts Half = Resources.Amounts(("cpu", 0.5m), ("gpu", 1));

    private static readonly TenantStatus[] ActiveOnly = [TenantStatus.Active];
    private static readonly TenantStatus[] ActiveOrSuspended = [TenantStatus.Active, TenantStatus.Suspended];
    private static readonly TenantStatus[] Any = Enum.GetValues<TenantStatus>();

    /// <summary>Each operation with the statuses that allow it; "held" is a hold, "running" is committed.</summary>
    private static readonly Dictionary<string, (TenantStatus[] Allowed, Func<QuotaHost, Task> Act)> Operations = new()
    {
        ["reserve"] = (ActiveOnly, h => h.ReserveAsync(One, "new")),
        ["try to reserve"] = (ActiveOnly, h => h.TryReserveAsync(One, "new")),
        ["reserve again"] = (ActiveOnly, h => h.ReserveAsync(One, "running")),
        ["check"] = (ActiveOnly, h => h.CheckAsync(One)),
        ["resize up"] = (ActiveOnly, h => h.ResizeAsync("running", Two)),
        ["try to resize up"] = (ActiveOnly, h => h.TryResizeAsync("held", TwoGpus)),
        ["grow"] = (ActiveOnly, h => h.GrowAsync("running", Two)),
        ["grow to what it is"] = (ActiveOnly, h => h.TryGrowAsync("running", One)),
        ["lower"] = (ActiveOrSuspended, async h => (await h.LowerAsync("running", Half, (await h.FindAsync("running")).Change)).Should().BeTrue()),
        ["lower late"] = (ActiveOrSuspended, async h => (await h.LowerAsync("running", Half, 1)).Should().BeFalse()),
        ["recompute"] = (Any, async h => (await h.Quotas.RecomputeAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken)).Should().BeEmpty()),
        ["commit"] = (ActiveOrSuspended, h => h.CommitAsync("held")),
        ["commit again"] = (ActiveOrSuspended, h => h.CommitAsync("running")),
        ["renew"] = (ActiveOrSuspended, h => h.RenewAsync("held")),
        ["renew what is committed"] = (ActiveOrSuspended, h => h.RenewAsync("running")),
        ["shrink"] = (ActiveOrSuspended, h => h.ResizeAsync("running", Half)),
        ["resize to the same"] = (ActiveOrSuspended, h => h.ResizeAsync("held", One)),
        ["release what is held"] = (Any, async h => (await h.ReleaseAsync("held")).Should().BeTrue()),
        ["release what runs"] = (Any, async h => (await h.ReleaseAsync("running")).Should().BeTrue()),
        ["usage"] = (Any, async h => (await h.UsageAsync("cpu")).Total.Should().Be(2)),
        ["list"] = (Any, async h => (await h.IdsAsync()).Should().Equal("held", "running")),
        ["reconcile"] = (Any, async h => (await h.ReconcileAsync("node-1", null)).Freed.Should().Equal("running")),
        ["grace"] = ([TenantStatus.Pending, .. ActiveOrSuspended], h => h.GraceAsync(One, TimeSpan.FromHours(1))),
        ["lower the quota"] = ([TenantStatus.Pending, .. ActiveOrSuspended], h => h.LimitAsync(("cpu", 1))),
    };

    public static MatrixTheoryData<string, TenantStatus, StoreKind> Table =>
        new(Operations.Keys, Enum.GetValues<TenantStatus>(), Enum.GetValues<StoreKind>());

    public static MatrixTheoryData<string, StoreKind> OperationNames => new(Operations.Keys, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(Table))]
    public async Task Operation_is_allowed_by_the_status_or_refused_and_changes_nothing(string operation, TenantStatus status, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.ReserveAsync(One, "held", TimeSpan.FromMinutes(10));
        await host.RunAsync(One, "running", "node-1");
        host.Clock.Advance(TimeSpan.FromSeconds(1));
        await host.SetStatusAsync(status);
        IReadOnlyList<Allocation> before = await host.ListAsync();
        (TenantStatus[] allowed, Func<QuotaHost, Task> act) = Operations[operation];

        if (allowed.Contains(status))
        {
            await host.Awaiting(act).Should().NotThrowAsync();
            return;
        }

        TenantNotActiveException refusal = (await host.Awaiting(act).Should().ThrowAsync<TenantNotActiveException>()).Which;
        (refusal.TenantId, refusal.Status).Should().Be((QuotaHost.TenantId, status));
        (await host.ListAsync()).Should().Equal(before);
        (await host.UsageAsync()).Grace.Should().BeNull();
    }

    [Theory, MemberData(nameof(OperationNames))]
    public async Task Operation_on_a_tenant_that_is_not_there_says_so(string operation, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(One, "running");
        await host.Tenants.DeleteTenantAsync(QuotaHost.TenantId, cancellationToken: TestContext.Current.CancellationToken);

        if (operation.StartsWith("release", StringComparison.Ordinal))
        {
            (await host.ReleaseAsync("running")).Should().BeFalse();
            return;
        }

        if (operation.StartsWith("reconcile", StringComparison.Ordinal))
        {
            (await host.ReconcileAsync("node-1", Some.Mark(0), ("running", One))).Orphaned.Should().Equal("running");
            return;
        }

        (await host.Awaiting(h => operation == "lower" ? h.LowerAsync("running", Half, 1) : Operations[operation].Act(h)).Should().ThrowAsync<TenantNotFoundException>())
            .Which.TenantId.Should().Be(QuotaHost.TenantId);
    }

    [Theory, EveryStore]
    public async Task Tenant_made_again_holds_nothing_and_has_no_grace(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        await host.GraceAsync(Resources.OfEach(100), TimeSpan.FromHours(1));
        await host.RunAsync(Resources.OfEach(1), "committed");
        await host.ReserveAsync(Resources.OfEach(1), "held");
        await host.Tenants.DeleteTenantAsync(QuotaHost.TenantId, cancellationToken: TestContext.Current.CancellationToken);

        await host.CreateTenantAsync(Resources.LimitEach(2));

        TenantUsage usage = await host.UsageAsync();
        usage.Resources.Should().OnlyContain(r => r.Total == 0 && r.Limit == 2);
        (usage.Held, usage.Committed, usage.Grace).Should().Be((0, 0, null));
        (await host.ListAsync()).Should().BeEmpty();
        (await host.TryReserveAsync(Resources.OfEach(3))).IsAdmitted.Should().BeFalse("the grace was for the former tenant");
    }

    [Theory, EveryStore]
    public async Task Suspended_tenant_keeps_what_it_runs_and_reserves_again_once_resumed(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        CancellationToken token = TestContext.Current.CancellationToken;
        await host.RunAsync(One, "running");
        ResourceReservation held = await host.ReserveAsync(One, "held");
        ResourceReservation abandoned = await host.ReserveAsync(One, "abandoned");

        await host.Tenants.SuspendTenantAsync(QuotaHost.TenantId, "unpaid", token);
        await host.Awaiting(h => h.ReserveAsync(One)).Should().ThrowAsync<TenantNotActiveException>();
        await held.RenewAsync(null, token);
        await held.CommitAsync(token);
        await abandoned.DisposeAsync();
        (await host.ReleaseAsync("running")).Should().BeTrue();
        await host.Tenants.ResumeTenantAsync(QuotaHost.TenantId, token);

        (await host.TryReserveAsync(One, "new")).IsAdmitted.Should().BeTrue();
        (await host.IdsAsync()).Should().Equal("held", "new");
    }

    [Theory, EveryStore]
    public async Task Reserving_for_a_tenant_that_is_not_active_is_reported_to_handlers(StoreKind store)
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        using QuotaHost host = await QuotaHost.StartAsync(store, configure: services => services.AddSingleton(handler));
        await host.SetStatusAsync(TenantStatus.Suspended);

        using (Some.Context().Enter())
        {
            await host.Awaiting(h => h.ReserveAsync(One)).Should().ThrowAsync<TenantNotActiveException>();
        }

        await handler.Received(1).HandleAsync(
            Arg.Is<AccessRefused>(e => e.Reason == AccessRefusalReason.NotActive
                && e.Operation == nameof(IQuotaManager.ReserveAsync) && e.UserId == Some.User && e.TenantId == QuotaHost.TenantId),
            Arg.Any<CancellationToken>());
    }
}
