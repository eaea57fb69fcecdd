using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>What a refusal says, and to whom.</summary>
public sealed class ReserveRefusalTests
{
    public static readonly MatrixTheoryData<string, StoreKind> EveryResource = new(Resources.Every, Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(EveryResource))]
    public async Task Refusal_says_requested_used_reserved_limit_and_the_next_lease_end(string resource, StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas((resource, 10)));
        await host.RunAsync(Resources.Amounts((resource, 4)), "committed");
        await host.ReserveAsync(Resources.Amounts((resource, 2)), "long", TimeSpan.FromSeconds(50));
        await host.ReserveAsync(Resources.Amounts((resource, 1)), "short", TimeSpan.FromSeconds(20));
        await host.ReserveAsync(Resources.Amounts((resource, 1)), "middle", TimeSpan.FromSeconds(30));
        await host.ReserveAsync(Resources.Amounts(("ports", 1)), "shorter, of something else", TimeSpan.FromSeconds(10));

        ReservationResult result = await host.TryReserveAsync(Resources.Amounts((resource, 3)));

        result.Decision.Shortages.Should().Equal(new QuotaShortage(resource, 3, 4, 4, 10));
        result.Decision.NextLeaseEndsAt.Should().Be(Some.Time.AddSeconds(10), "the earliest of the tenant, whatever it holds");
    }

    [Theory, EveryStore]
    public async Task Refusal_names_exactly_what_is_short(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas(("cpu", 2), ("memory", 10), ("storage", 0), ("services", 1), ("gpu", 1), ("public-ips", 5)));
        await host.ReserveAsync(Resources.Amounts(("cpu", 1.5m)), lease: TimeSpan.FromSeconds(40));
        await host.ReserveAsync(Resources.Amounts(("gpu", 1)), lease: TimeSpan.FromSeconds(60));
        await host.ReserveAsync(Resources.Amounts(("memory", 1), ("public-ips", 1)), lease: TimeSpan.FromSeconds(5));

        ReservationResult result = await host.TryReserveAsync(
            Resources.Amounts(("cpu", 0.501m), ("memory", 9), ("storage", 1), ("containers", 99), ("gpu", 1), ("public-ips", 4)));

        result.Decision.Shortages.Should().Equal(
            new QuotaShortage("cpu", 0.501m, 0, 1.5m, 2),
            new QuotaShortage("storage", 1, 0, 0, 0),
            new QuotaShortage("gpu", 1, 0, 1, 1));
    }

    [Theory, EveryStore]
    public async Task Refusal_follows_the_leases_as_they_end_move_and_become_permanent(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 3)));
        await host.ReserveAsync(Resources.Amounts(("cpu", 1)), "a", TimeSpan.FromSeconds(10));
        await host.ReserveAsync(Resources.Amounts(("cpu", 1)), "b", TimeSpan.FromSeconds(20));
        await host.ReserveAsync(Resources.Amounts(("cpu", 1)), "c", TimeSpan.FromSeconds(30));
        (await NextAsync()).Should().Be(Some.Time.AddSeconds(10));

        await host.RenewAsync("a", TimeSpan.FromSeconds(25));
        (await NextAsync()).Should().Be(Some.Time.AddSeconds(20));
        await host.CommitAsync("b");
        (await NextAsync()).Should().Be(Some.Time.AddSeconds(25));
        await host.ReleaseAsync("a");
        await host.ReserveAsync(Resources.Amounts(("cpu", 1)), "d", TimeSpan.FromSeconds(40));
        (await NextAsync()).Should().Be(Some.Time.AddSeconds(30));
        host.Clock.Advance(TimeSpan.FromSeconds(30));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "e");
        (await NextAsync()).Should().Be(Some.Time.AddSeconds(40));
        await host.CommitAsync("d");
        (await NextAsync()).Should().BeNull("what is committed ends by no lease");

        async Task<DateTimeOffset?> NextAsync() =>
            (await host.TryReserveAsync(Resources.Amounts(("cpu", 1)))).Decision.NextLeaseEndsAt;
    }

    [Theory, EveryStore]
    public async Task Reserve_throws_the_refusal_that_try_returns(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("cpu", 1)));
        await host.ReserveAsync(Resources.Amounts(("cpu", 1)));
        ReservationResult result = await host.TryReserveAsync(Resources.Amounts(("cpu", 1)));

        QuotaExceededException exception = (await host.Awaiting(h => h.ReserveAsync(Resources.Amounts(("cpu", 1))))
            .Should().ThrowAsync<QuotaExceededException>()).Which;

        exception.TenantId.Should().Be(QuotaHost.TenantId);
        exception.Decision.Should().Be(result.Decision);
        exception.IsTransient.Should().BeFalse();
        exception.Message.Should().Contain("cpu: requested 1, used 0, reserved 1, limit 1");
    }

    [Theory, EveryStore]
    public async Task Refusal_is_reported_to_handlers_and_does_not_stand_in_the_log(StoreKind store)
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        using QuotaHost host = await QuotaHost.StartAsync(
            store, Resources.Quotas(("cpu", 1)), configure: services => services.AddSingleton(handler));
        await host.RunAsync(Resources.Amounts(("cpu", 1)), "running");
        await host.NewEventsAsync<TenancyEvent>();
        Tenant tenant = await host.Tenants.GetTenantAsync(QuotaHost.TenantId, TestContext.Current.CancellationToken);
        TenantContext caller = Some.Context();

        QuotaDecision reserve, resize;
        using (caller.Enter())
        {
            reserve = (await host.TryReserveAsync(Resources.Amounts(("cpu", 2)), "asked")).Decision;
            resize = await host.TryResizeAsync("running", Resources.Amounts(("cpu", 3)));
            await host.CheckAsync(Resources.Amounts(("cpu", 4)));
        }

        await handler.Received(1).HandleAsync(
            new ReservationRefused { OccurredAt = Some.Time, TenantId = QuotaHost.TenantId, TenantUid = tenant.Uid, AllocationId = "asked", Decision = reserve, Actor = Some.User },
            Arg.Any<CancellationToken>());
        await handler.Received(1).HandleAsync(
            new ReservationRefused { OccurredAt = Some.Time, TenantId = QuotaHost.TenantId, TenantUid = tenant.Uid, AllocationId = "running", Decision = resize, Actor = Some.User },
            Arg.Any<CancellationToken>());
        await handler.Received(2).HandleAsync(Arg.Any<ReservationRefused>(), Arg.Any<CancellationToken>());
        (await host.NewEventsAsync<TenancyEvent>()).Should().BeEmpty();
    }
}
