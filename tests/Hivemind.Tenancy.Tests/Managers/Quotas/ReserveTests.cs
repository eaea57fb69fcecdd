namespace Hivemind.Tenancy.Tests;

/// <summary>What is admitted, and what being admitted means.</summary>
public sealed class ReserveTests
{
    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, EveryStore]
    public async Task Reserve_holds_all_that_is_asked_for_as_it_was_asked_for(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));

        ResourceReservation reservation = await host.ReserveAsync(Resources.OfEach(3), "job-1", TimeSpan.FromMinutes(5), "node-1");

        reservation.TenantId.Should().Be(QuotaHost.TenantId);
        reservation.AllocationId.Should().Be("job-1");
        reservation.Amounts.Should().Be(Resources.OfEach(3));
        reservation.ExpiresAt.Should().Be(Some.Time.AddMinutes(5));
        reservation.IsCommitted.Should().BeFalse();
        Allocation held = (await host.ListAsync()).Should().ContainSingle().Subject;
        held.Should().Be(new Allocation(QuotaHost.TenantId, reservation.TenantUid, "job-1", Resources.OfEach(3), "node-1")
        {
            ExpiresAt = Some.Time.AddMinutes(5),
            CreatedAt = Some.Time,
            Admission = reservation.Admission,
            Change = reservation.Admission,
        });
        held.IsCommitted.Should().BeFalse();
        TenantUsage usage = await host.UsageAsync();
        usage.Resources.Should().Equal(Resources.Every.Select(r => new ResourceUsage(r, 0, 3, 10, 10)));
        (usage.Held, usage.Committed).Should().Be((1, 0));
    }

    [Theory, EveryStore]
    public async Task Reserve_without_options_has_an_id_of_its_own_and_the_default_lease(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, options: o => o.DefaultLease = TimeSpan.FromSeconds(7));

        ResourceReservation first = await host.Quotas.ReserveAsync(
            QuotaHost.TenantId, Some.Amounts(), cancellationToken: TestContext.Current.CancellationToken);
        ResourceReservation second = await host.ReserveAsync(Some.Amounts());

        first.AllocationId.Should().NotBe(second.AllocationId);
        first.ExpiresAt.Should().Be(Some.Time.AddSeconds(7));
        (await host.ListAsync()).Should().HaveCount(2).And.OnlyContain(a => a.Source.Length == 0);
    }

    [Fact]
    public async Task Reserve_lasts_thirty_seconds_unless_configured()
    {
        using QuotaHost host = await QuotaHost.StartAsync();

        (await host.ReserveAsync(Some.Amounts())).ExpiresAt.Should().Be(Some.Time.AddSeconds(30));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_is_admitted_up_to_the_limit_and_not_one_unit_further(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        decimal unit = resource == ResourceNames.Cpu ? 0.001m : 1;
        await host.RunAsync(Resources.Amounts((resource, 4)), "committed");
        await host.ReserveAsync(Resources.Amounts((resource, 5)), "held");

        (await host.TryReserveAsync(Resources.Amounts((resource, 1 + unit)))).IsAdmitted.Should().BeFalse();
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeTrue();
        (await host.TryReserveAsync(Resources.Amounts((resource, unit)))).IsAdmitted.Should().BeFalse();

        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, 4, 6, 10, 10));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_that_does_not_fit_in_one_resource_holds_nothing_of_any(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas([.. Resources.Every.Select(r => (r, r == resource ? 2m : 100m))]));

        ReservationResult result = await host.TryReserveAsync(Resources.OfEach(3), "a");

        result.Decision.Shortages.Should().Equal(new QuotaShortage(resource, 3, 0, 0, 2));
        result.Reservation.Should().BeNull();
        TenantUsage usage = await host.UsageAsync();
        usage.Resources.Should().OnlyContain(r => r.Total == 0);
        (usage.Held, usage.Committed).Should().Be((0, 0));
        (await host.ReleaseAsync("a")).Should().BeFalse("the id was not taken");
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_is_refused_only_by_resources_of_which_some_is_asked_for(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        await host.RunAsync(Resources.OfEach(5), "before");
        await host.LimitAsync(Resources.Quotas([.. Resources.Every.Select(r => (r, r == resource ? 6m : 1m))]));

        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeTrue();
        await host.Awaiting(h => h.TryReserveAsync(ResourceAmounts.None)).Should().ThrowAsync<ArgumentException>("nothing is no allocation");
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeFalse();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_of_an_unlimited_resource_beside_exhausted_ones_is_admitted(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas([.. Resources.Every.Where(r => r != resource).Select(r => (r, 0m))]));

        (await host.TryReserveAsync(Resources.Amounts((resource, 1_000_000)))).IsAdmitted.Should().BeTrue();
        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, 0, 1_000_000, null, null));
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Reserve_under_a_quota_of_zero_is_refused(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 0)));

        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).Decision.Shortages
            .Should().Equal(new QuotaShortage(resource, 1, 0, 0, 0));
    }

    [Theory, EveryStore]
    public async Task Reserve_for_one_tenant_takes_nothing_from_another(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        CancellationToken token = TestContext.Current.CancellationToken;
        await host.Tenants.CreateTenantAsync(Some.Spec("globex") with { ResourceQuotas = Resources.LimitEach(1) }, token);
        await host.ReserveAsync(Resources.OfEach(1), "a");

        ResourceReservation other = await host.Quotas.ReserveAsync(
            Some.OtherTenantId, Resources.OfEach(1), new ReservationOptions { AllocationId = "a" }, token);
        await other.CommitAsync(token);

        (await host.ListAsync()).Single().IsCommitted.Should().BeFalse("ids are unique within a tenant only");
        (await host.Quotas.ReleaseAsync(Some.OtherTenantId, "a", null, token)).Should().BeTrue();
        (await host.IdsAsync()).Should().Equal("a");
    }

    [Theory, EveryStore]
    public async Task Reserve_moves_neither_version_nor_time_of_the_tenant(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        Tenant before = await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken);
        host.Clock.Advance(TimeSpan.FromSeconds(1));

        await host.RunAsync(Resources.OfEach(1), "a");
        await host.ResizeAsync("a", Resources.OfEach(2));
        await host.ReleaseAsync("a");

        (await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken)).Should().Be(before);
    }
}
