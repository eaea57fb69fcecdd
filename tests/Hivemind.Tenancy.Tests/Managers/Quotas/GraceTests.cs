namespace Hivemind.Tenancy.Tests;

/// <summary>The one absolute higher ceiling until a time, over a quota that it never rewrites.</summary>
public sealed class GraceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Microsecond = TimeSpan.FromMicroseconds(1);

    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Grace_is_an_absolute_ceiling_not_an_addition(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        await host.RunAsync(Resources.Amounts((resource, 10)), "a");

        await host.GraceAsync(Resources.Amounts((resource, 12)), Hour);

        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, 10, 0, 10, 12));
        (await host.TryReserveAsync(Resources.Amounts((resource, 3)))).Decision.Shortages
            .Should().Equal(new QuotaShortage(resource, 3, 10, 0, 12));
        (await host.TryReserveAsync(Resources.Amounts((resource, 2)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Grace_below_the_quota_lowers_nothing(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));

        await host.GraceAsync(Resources.OfEach(3), Hour);

        (await host.UsageAsync(resource)).Should().Be(new ResourceUsage(resource, 0, 0, 10, 10));
        (await host.TryReserveAsync(Resources.Amounts((resource, 10)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Grace_leaves_unlimited_unlimited_and_what_it_does_not_name_as_it_is(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas([.. Resources.Every.Where(r => r != resource).Select(r => (r, 1m))]));

        await host.GraceAsync(Resources.Amounts((resource, 2)), Hour);

        TenantUsage usage = await host.UsageAsync();
        usage[resource].Limit.Should().BeNull();
        usage.Resources.Where(r => r.Resource != resource).Should().OnlyContain(r => r.Limit == 1);
        (await host.TryReserveAsync(Resources.Amounts((resource, 1_000_000)))).IsAdmitted.Should().BeTrue();
    }

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Grace_ends_exactly_at_its_time_and_keeps_what_it_admitted(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 1)));
        await host.GraceAsync(Resources.Amounts((resource, 4)), Hour);
        await host.RunAsync(Resources.Amounts((resource, 2)), "a");

        host.Clock.Advance(Hour - Microsecond);
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeTrue();
        host.Clock.Advance(Microsecond);
        (await host.TryReserveAsync(Resources.Amounts((resource, 1)))).IsAdmitted.Should().BeFalse();

        ResourceUsage usage = await host.UsageAsync(resource);
        (usage.Used, usage.Quota, usage.Limit, usage.Over).Should().Be((2, 1, 1, 2));
        (await host.UsageAsync()).Grace.Should().BeNull();
    }

    [Theory, EveryStore]
    public async Task Grace_comes_back_with_a_clock_that_is_set_back(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        await host.GraceAsync(Resources.OfEach(2), Hour);
        host.Clock.Advance(Hour);
        (await host.TryReserveAsync(Resources.OfEach(2))).IsAdmitted.Should().BeFalse();

        host.Clock.AdjustTime(Some.Time);

        (await host.TryReserveAsync(Resources.OfEach(2))).IsAdmitted.Should().BeTrue();
    }

    [Theory, EveryStore]
    public async Task Grace_replaces_the_last_one_whole(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        await host.GraceAsync(Resources.Amounts(("cpu", 9), ("gpu", 9)), 2 * Hour);

        await host.GraceAsync(Resources.Amounts(("cpu", 3), ("memory", 4)), Hour);

        TenantUsage usage = await host.UsageAsync();
        usage.Grace.Should().Be(new QuotaGrace(Resources.Amounts(("cpu", 3), ("memory", 4)), Some.Time + Hour));
        usage.Resources.Select(r => r.Limit).Should().Equal(3, 4, 1, 1, 1, 1, 1);
        host.Clock.Advance(Hour);
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Limit == 1, "the first one does not come back");
    }

    [Theory, EveryStore]
    public async Task Grace_of_nothing_takes_it_away_whenever_it_would_end(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        await host.GraceAsync(Resources.OfEach(9), Hour);
        await host.RunAsync(Resources.OfEach(5), "a");

        await host.Quotas.GrantGraceAsync(QuotaHost.TenantId, ResourceAmounts.None, until: default, cancellationToken: TestContext.Current.CancellationToken);

        TenantUsage usage = await host.UsageAsync();
        usage.Grace.Should().BeNull();
        usage.Resources.Should().OnlyContain(r => r.Limit == 1 && r.Over == 4);
        (await host.TryReserveAsync(Resources.Amounts(("cpu", 0.001m)))).IsAdmitted.Should().BeFalse();
    }

    [Theory, EveryStore]
    public async Task Grace_never_rewrites_the_quota_and_lasts_while_it_changes(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(5));
        CancellationToken token = TestContext.Current.CancellationToken;
        Tenant before = await host.Tenants.GetTenantAsync(QuotaHost.TenantId, token);

        await host.GraceAsync(Resources.OfEach(9), Hour);
        (await host.Tenants.GetTenantAsync(QuotaHost.TenantId, token)).Should().Be(before);
        await host.LimitAsync(Resources.LimitEach(3));
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Quota == 3 && r.Limit == 9);
        await host.LimitAsync(Resources.LimitEach(20));
        (await host.UsageAsync()).Resources.Should().OnlyContain(r => r.Quota == 20 && r.Limit == 20);
    }

    [Theory, EveryStore]
    public async Task Grace_of_the_past_is_an_argument_error(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));

        foreach (TimeSpan length in new[] { TimeSpan.Zero, TimeSpan.FromTicks(9), -Hour })
        {
            await host.Awaiting(h => h.GraceAsync(Resources.OfEach(2), length)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        }

        (await host.UsageAsync()).Grace.Should().BeNull();
        await host.GraceAsync(Resources.OfEach(2), Microsecond);
        (await host.UsageAsync()).Grace.Should().NotBeNull();
    }

    [Theory, EveryStore]
    public async Task Grace_is_granted_on_top_of_what_the_caller_saw_and_of_nothing_else(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        DateTimeOffset until = (Some.Time + Hour).AddTicks(9).ToOffset(Hour);
        ValueTask GrantAsync(long amount, QuotaGrace? seen) => host.Quotas.GrantGraceAsync(
            QuotaHost.TenantId, Resources.OfEach(amount), until, new ExpectedGrace(seen), TestContext.Current.CancellationToken);

        await GrantAsync(2, seen: null);
        await FluentActions.Awaiting(() => GrantAsync(3, seen: null).AsTask()).Should().ThrowAsync<GraceConflictException>();
        (await host.UsageAsync()).Grace!.Ceiling.Should().Be(Resources.OfEach(2));
        await GrantAsync(4, new QuotaGrace(Resources.OfEach(2), until));
        QuotaGrace seen = (await host.UsageAsync()).Grace!;
        await GrantAsync(5, seen);
        await FluentActions.Awaiting(() => GrantAsync(6, seen).AsTask()).Should().ThrowAsync<GraceConflictException>();

        host.Clock.Advance(Hour);
        await host.Quotas.GrantGraceAsync(QuotaHost.TenantId, Resources.OfEach(7), Some.Time + (2 * Hour), new ExpectedGrace(null), TestContext.Current.CancellationToken);
        (await host.NewEventsAsync<GraceGranted>()).Select(e => e.Grace!.Ceiling).Should().Equal(new long[] { 2, 4, 5, 7 }.Select(n => Resources.OfEach(n)));
    }

    [Theory, EveryStore]
    public async Task Grace_is_recorded_as_it_was_granted_replaced_and_taken_away(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        using (TenantContext.System("ops", "black friday").Enter())
        {
            await host.Quotas.GrantGraceAsync(
                QuotaHost.TenantId, Resources.OfEach(2), (Some.Time + Hour).AddTicks(9).ToOffset(Hour), cancellationToken: TestContext.Current.CancellationToken);
            await host.GraceAsync(ResourceAmounts.None, Hour);
        }

        IReadOnlyList<GraceGranted> events = await host.NewEventsAsync<GraceGranted>();
        events.Select(e => e.Grace).Should().Equal(new QuotaGrace(Resources.OfEach(2), Some.Time + Hour), null);
        events[0].Grace!.Until.Offset.Should().Be(TimeSpan.Zero);
        events.Should().OnlyContain(e => e.Actor == "ops" && e.ActorReason == "black friday" && e.OccurredAt == Some.Time && e.TenantId == QuotaHost.TenantId);
    }
}
