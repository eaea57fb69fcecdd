namespace Hivemind.Tenancy.Tests;

/// <summary>The dry run.</summary>
public sealed class CheckTests
{
    [Theory, EveryStore]
    public async Task Check_decides_as_reserving_would_and_holds_nothing(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));
        await host.RunAsync(Resources.OfEach(3), "committed");
        await host.ReserveAsync(Resources.OfEach(3), "held");
        IReadOnlyList<Allocation> before = await host.ListAsync();

        for (int amount = 1; amount <= 6; amount++)
        {
            QuotaDecision check = await host.CheckAsync(Resources.OfEach(amount));
            (await host.ListAsync()).Should().Equal(before);
            check.IsAdmitted.Should().Be(amount <= 4);
            ReservationResult reserve = await host.TryReserveAsync(Resources.OfEach(amount), "tried");
            check.Should().Be(reserve.Decision);
            await host.ReleaseAsync("tried");
        }

        QuotaDecision refusal = await host.CheckAsync(Resources.OfEach(5));
        refusal.NextLeaseEndsAt.Should().Be(Some.Time.AddSeconds(30));
        refusal.Shortages.Should().Equal(Resources.Every.Select(r => new QuotaShortage(r, 5, 3, 3, 10)));
    }

    [Theory, EveryStore]
    public async Task Check_sees_the_limits_and_leases_of_its_own_moment(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(1));
        (await host.CheckAsync(Resources.OfEach(2))).IsAdmitted.Should().BeFalse();

        await host.GraceAsync(Resources.OfEach(2), TimeSpan.FromHours(1));
        (await host.CheckAsync(Resources.OfEach(2))).IsAdmitted.Should().BeTrue();
        await host.ReserveAsync(Resources.OfEach(1), lease: TimeSpan.FromHours(1));
        (await host.CheckAsync(Resources.OfEach(2))).IsAdmitted.Should().BeFalse();
        host.Clock.Advance(TimeSpan.FromHours(1));
        (await host.CheckAsync(Resources.OfEach(1))).IsAdmitted.Should().BeTrue("the hold has ended");
        (await host.CheckAsync(Resources.OfEach(2))).IsAdmitted.Should().BeFalse("and so has the grace");
        await host.LimitAsync(ResourceQuotas.Unlimited);
        (await host.CheckAsync(Resources.OfEach(2))).IsAdmitted.Should().BeTrue();
    }

    [Theory, EveryStore]
    public async Task Check_on_a_fresh_tenant_answers_by_the_quota_alone(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.Quotas(("gpu", 0)));

        (await host.CheckAsync(Resources.Amounts(("gpu", 1)))).Shortages.Should().Equal(new QuotaShortage("gpu", 1, 0, 0, 0));
        (await host.CheckAsync(Resources.Amounts(("cpu", 1)))).IsAdmitted.Should().BeTrue();
        await host.Awaiting(h => h.CheckAsync(ResourceAmounts.None)).Should().ThrowAsync<ArgumentException>("nothing is no allocation");
    }
}
