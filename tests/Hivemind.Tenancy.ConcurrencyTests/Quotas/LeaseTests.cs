using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A lease that ends while its holder still works.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    [Fact]
    public void Hold_that_ends_is_committed_or_goes_to_the_next() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation first = (await platform.ReserveAsync("a"))!;
        Exception? refusal = null;
        ResourceReservation? next = null;

        await Concurrently.RunAsync(
            async () => refusal = await Attempt.Async(() => first.CommitAsync().AsTask()),
            async () => next = await platform.ReserveAsync("b"),
            () => PassAsync(platform, Lease));

        if (refusal is null)
        {
            next.Should().BeNull("the only unit is committed");
            (await platform.FindAllocationAsync("a"))!.IsCommitted.Should().BeTrue();
        }
        else
        {
            refusal.Should().BeOfType<ReservationExpiredException>();
            (await platform.FindAllocationAsync("a")).Should().BeNull();
        }

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Hold_that_ends_is_renewed_or_goes_to_the_next() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation first = (await platform.ReserveAsync("a"))!;
        await PassAsync(platform, Lease / 2);
        Exception? refusal = null;
        ResourceReservation? next = null;

        await Concurrently.RunAsync(
            async () => refusal = await Attempt.Async(() => first.RenewAsync(Lease).AsTask()),
            async () => next = await platform.ReserveAsync("b"),
            () => PassAsync(platform, Lease / 2));

        (refusal is null && next is not null).Should().BeFalse("there is one unit");
        (await platform.ContainersAsync()).Total.Should().BeLessThanOrEqualTo(1);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Former_holder_does_not_touch_the_next_one_under_the_same_id() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation former = (await platform.ReserveAsync("a"))!;
        await PassAsync(platform, Lease);
        ResourceReservation? next = null;

        await Concurrently.RunAsync(
            async () => next = await platform.ReserveAsync("a"),
            async () =>
            {
                Exception? refusal = await Attempt.Async(() => former.CommitAsync().AsTask());
                refusal.Should().BeOfType<ReservationExpiredException>();
                await former.DisposeAsync();
            });

        (await platform.FindAllocationAsync("a"))!.IsCommitted.Should().BeFalse();
        await next!.CommitAsync();
        await platform.EnsureSoundAsync();
    });

    private static Task PassAsync(Platform platform, TimeSpan time)
    {
        platform.Clock.Advance(time);
        return Task.CompletedTask;
    }
}
