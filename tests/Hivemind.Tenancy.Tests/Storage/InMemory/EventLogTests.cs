using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

public sealed class EventLogTests : IAsyncDisposable
{
    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_kind_of_change_is_recorded_once_in_order()
    {
        Tenant created = await _host.CreateAsync("acme", namespaces: "web");
        await _host.Tenants.UpdateTenantAsync(Some.TenantId, t => t with { Description = "new" }, null, Cancellation);
        await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
        await _host.Tenants.UpdateResourceQuotasAsync(Some.TenantId, new ResourceQuotas { Containers = 1 }, Cancellation);
        await _host.Quotas.ReserveAsync(Some.TenantId, new ResourceAmounts { Containers = 1 }, default, Cancellation);
        await _host.Quotas.GrantGraceAsync(Some.TenantId, new ResourceAmounts { Containers = 9 }, Some.Time.AddDays(1), cancellationToken: Cancellation);
        await _host.Quotas.ReconcileAsync(new AllocationObservation("engine", new ReconciliationMark(created.Id, created.Uid, 0), [new ObservedAllocation("stray", Some.Amounts())]), Cancellation);
        await _host.Access.SetRoleAsync(new Role("custom", [TenancyPermissions.ReadEvents]), Cancellation);
        await _host.BindAsync(Some.User, new Role("custom", [TenancyPermissions.ReadEvents]));
        await _host.Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User(Some.User), "custom", PermissionScope.Tenant(Some.TenantId)), Cancellation);
        await _host.Access.RemoveRoleAsync("custom", Cancellation);
        await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);
        await _host.Access.RemoveGroupMemberAsync("staff", Some.User, Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        IReadOnlyList<TenancyEvent> log = await _host.LogAsync();

        log.Select(e => e.GetType().Name).Should().Equal(
            nameof(TenantCreated), nameof(TenantStatusChanged),
            nameof(TenantUpdated),
            nameof(TenantStatusChanged), nameof(TenantStatusChanged),
            nameof(TenantUpdated), nameof(QuotaThresholdCrossed),
            nameof(GraceGranted), nameof(AllocationsReconciled),
            nameof(RoleChanged), nameof(RoleBound), nameof(RoleUnbound), nameof(RoleRemoved), nameof(GroupMemberAdded), nameof(GroupMemberRemoved),
            nameof(TenantStatusChanged), nameof(TenantDeleted));
        log.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, log.Count).Select(i => (long)i));
        log.Should().OnlyContain(e => e.OccurredAt == Some.Time && e.Actor == null && e.ActorReason == null);
        log.Where(e => e.TenantId is null).Select(e => e.GetType().Name).Should().Equal(
            nameof(RoleChanged), nameof(RoleRemoved), nameof(GroupMemberAdded), nameof(GroupMemberRemoved));
        ((TenantCreated)log[0]).Tenant.Should().Be(created with { Status = TenantStatus.Pending, Version = 1, StatusVersion = 1 });
        ((TenantStatusChanged)log[3]).Should().BeEquivalentTo(new { From = TenantStatus.Active, To = TenantStatus.Suspended, StatusReason = "unpaid" });
        ((TenantDeleted)log[^1]).Tenant.Status.Should().Be(TenantStatus.Terminating);
        _host.Events.All.Should().Equal(log, "handlers receive what is recorded, as it is recorded");
    }

    [Fact]
    public async Task Refusals_are_reported_but_not_recorded()
    {
        await _host.Tenants.CreateTenantAsync(Some.Spec() with { ResourceQuotas = new ResourceQuotas { Containers = 0 } }, Cancellation);
        int before = (await _host.LogAsync()).Count;

        await _host.Quotas.TryReserveAsync(Some.TenantId, new ResourceAmounts { Containers = 1 }, default, Cancellation);
        await Record.ExceptionAsync(() => _host.Tenants.GetTenantContextAsync("stranger", Some.TenantId, Cancellation).AsTask());

        _host.Events.Of<ReservationRefused>().Should().ContainSingle().Which.Sequence.Should().Be(0);
        _host.Events.Refusals.Should().ContainSingle().Which.Sequence.Should().Be(0);
        (await _host.LogAsync()).Should().HaveCount(before);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Pages_join_without_gap_or_overlap(int limit)
    {
        foreach (int i in Enumerable.Range(0, 5))
        {
            await _host.CreateAsync($"tenant-{i % 2}{i}");
        }

        (await Pages(null, limit)).Should().Equal(await _host.LogAsync());
        (await Pages(TenantId.Parse("tenant-11"), limit)).Should().Equal((await _host.LogAsync()).Where(e => e.TenantId == TenantId.Parse("tenant-11"))).And.HaveCount(2);
        (await Pages(TenantId.Parse("none"), limit)).Should().BeEmpty();
    }

    [Theory]
    [InlineData(-1, 100)]
    [InlineData(0, 0)]
    [InlineData(0, 1001)]
    public async Task Malformed_page_is_refused(long after, int limit)
    {
        Func<Task> read = async () => await _host.Tenants.ReadEventsAsync(new EventQuery { After = after, Limit = limit }, Cancellation);

        await read.Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    [Fact]
    public async Task Reading_after_the_end_is_empty_until_something_happens()
    {
        await _host.CreateAsync();

        (await _host.Tenants.ReadEventsAsync(new EventQuery { After = 2, Limit = 10 }, Cancellation)).Events.Should().BeEmpty();
        (await _host.Tenants.ReadEventsAsync(new EventQuery { After = long.MaxValue, Limit = 10 }, Cancellation)).Events.Should().BeEmpty();
        await _host.CreateAsync("globex");
        (await _host.Tenants.ReadEventsAsync(new EventQuery { After = 2, Limit = 10 }, Cancellation)).Events.Select(e => e.Sequence).Should().Equal(3, 4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Memory_is_bounded_to_the_newest(int limit)
    {
        await using TenancyHost host = new(options => options.RetainEventsCount = limit);
        foreach (int i in Enumerable.Range(0, 5))
        {
            await host.CreateAsync($"tenant-{i}");
        }

        IReadOnlyList<TenancyEvent> log = await host.LogAsync();

        log.Select(e => e.Sequence).Should().Equal(Enumerable.Range(11 - limit, limit).Select(i => (long)i));
        host.Events.All.Should().HaveCount(10).And.EndWith(log, (reported, recorded) => reported == recorded);
        (await host.Tenants.ReadEventsAsync(new EventQuery { After = 9, Limit = 10 }, Cancellation)).Events.Should().ContainSingle();
    }

    [Fact]
    public async Task Sequences_have_no_gap_under_64_writers()
    {
        await Task.WhenAll(Enumerable.Range(0, 64).Select(i => Task.Run(() => _host.CreateAsync($"tenant-{i}"), Cancellation)));

        IReadOnlyList<TenancyEvent> log = await _host.LogAsync();

        log.Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, 128).Select(i => (long)i));
        log.GroupBy(e => e.TenantId).Should().OnlyContain(g => g.Count() == 2 && g.First() is TenantCreated && g.Last() is TenantStatusChanged);
    }

    [Fact]
    public async Task Actor_and_reason_are_those_of_the_caller_s_context()
    {
        await _host.CreateAsync();
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        int before = (await _host.LogAsync()).Count;

        using (TenantContext.System("billing", "unpaid since May").Enter())
        {
            await _host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
        }

        using (Some.Context("acme", "root").Enter())
        {
            await _host.Tenants.ResumeTenantAsync(Some.TenantId, Cancellation);
            await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);
            await _host.Quotas.GrantGraceAsync(Some.TenantId, Some.Amounts(), Some.Time.AddDays(1), cancellationToken: Cancellation);
        }

        (await _host.LogAsync()).Skip(before).Select(e => (e.Actor, e.ActorReason)).Should().Equal(
            ("billing", "unpaid since May"), ("root", null), ("root", null), ("root", null));
    }

    [Fact]
    public async Task Actor_of_a_failed_provisioner_s_reason_is_the_caller()
    {
        ScriptedProvisioner provisioner = new();
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenantProvisioner>(provisioner));
        provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("no disk"));

        using (TenantContext.System("onboarding", "new customer").Enter())
        {
            await Lifecycles.ShouldFailToProvision(() => host.CreateAsync());
        }

        (await host.LogAsync()).Should().HaveCount(2).And.OnlyContain(e => e.Actor == "onboarding" && e.ActorReason == "new customer");
    }

    private async Task<List<TenancyEvent>> Pages(TenantId? tenantId, int limit)
    {
        List<TenancyEvent> all = [];
        IReadOnlyList<TenancyEvent> page;
        while ((page = (await _host.Tenants.ReadEventsAsync(new EventQuery { After = all.Count == 0 ? 0 : all[^1].Sequence, Tenant = tenantId, Limit = limit }, Cancellation)).Events).Count > 0)
        {
            page.Count.Should().BeLessThanOrEqualTo(limit);
            all.AddRange(page);
        }

        return all;
    }
}
