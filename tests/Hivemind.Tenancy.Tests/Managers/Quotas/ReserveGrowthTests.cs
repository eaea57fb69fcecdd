namespace Hivemind.Tenancy.Tests;

/// <summary>Growth as the manager answers it.</summary>
public sealed class ReserveGrowthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Growth_that_does_not_fit_is_refused_with_what_is_missing_and_leaves_what_is_held(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));
        await host.ReserveAsync(Resources.OfEach(2), "a");
        await host.CommitAsync("a");
        IReadOnlyList<Allocation> before = await host.ListAsync();

        ReservationResult result = await host.Quotas.TryReserveGrowthAsync(QuotaHost.TenantId, "a", Resources.OfEach(11), cancellationToken: Cancellation);
        Func<Task> reserve = async () => await host.Quotas.ReserveGrowthAsync(QuotaHost.TenantId, "a", Resources.OfEach(11), cancellationToken: Cancellation);

        result.Reservation.Should().BeNull();
        result.Decision.Shortages.Select(s => s.Resource).Should().Equal(Resources.Every);
        (await reserve.Should().ThrowAsync<QuotaExceededException>()).Which.Decision.Should().Be(result.Decision);
        (await host.ListAsync()).Should().Equal(before);
    }

    [Theory, EveryStore]
    public async Task Growth_that_fits_is_held_and_no_replay(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store, Resources.LimitEach(10));
        await host.ReserveAsync(Resources.OfEach(2), "a");
        await host.CommitAsync("a");

        ResourceReservation growth = await host.Quotas.ReserveGrowthAsync(QuotaHost.TenantId, "a", Resources.OfEach(10), cancellationToken: Cancellation);

        (growth.IsReplayed, growth.Amounts).Should().Be((false, Resources.OfEach(10)));
        await growth.CommitAsync(Cancellation);
        (await host.ListAsync()).Single().Amounts.Should().Be(Resources.OfEach(10));
    }

    [Theory]
    [InlineData("grow")]
    [InlineData("resize")]
    [InlineData("lower")]
    public async Task Amounts_are_something_that_the_host_has_declared(string verb)
    {
        using QuotaHost host = await QuotaHost.StartAsync(options: options => options.OtherResources = ["gpu"]);
        await host.ReserveAsync(Resources.Amounts(("gpu", 2)), "a");
        ValueTask Change(ResourceAmounts amounts) => verb switch
        {
            "grow" => Done(host.Quotas.TryReserveGrowthAsync(QuotaHost.TenantId, "a", amounts, cancellationToken: Cancellation)),
            "resize" => Done(host.Quotas.TryResizeAsync(QuotaHost.TenantId, "a", amounts, Cancellation)),
            _ => Done(host.Quotas.LowerAsync(QuotaHost.TenantId, "a", amounts, 1, Cancellation)),
        };

        // Lowered to nothing, it is freed.
        foreach (ResourceAmounts refused in new[] { ResourceAmounts.None, Resources.Amounts(("fpga", 1)) }.Skip(verb == "lower" ? 1 : 0))
        {
            Func<Task> change = () => Change(refused).AsTask();
            await change.Should().ThrowAsync<ArgumentException>();
        }

        await Change(Resources.Amounts(("gpu", 3)));
    }

    private static async ValueTask Done<T>(ValueTask<T> call) => await call;
}
