using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>The sum of a tenant's allocations never exceeds its limit at the moment of admission.</summary>
public sealed class AdmissionTests
{
    [Fact]
    public void Last_unit_goes_to_one() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation?[] reservations = new ResourceReservation?[2];

        await Concurrently.RunAsync(
            async () => reservations[0] = await platform.ReserveAsync("a"),
            async () => reservations[1] = await platform.ReserveAsync("b"));

        reservations.Count(r => r is not null).Should().Be(1);
        (await platform.ContainersAsync()).Reserved.Should().Be(1);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Reservations_over_several_resources_hold_everything_or_nothing() => Exploration.Explore(async () =>
    {
        using Platform platform = new();
        await platform.Tenants.CreateTenantAsync(Spec() with { ResourceQuotas = new ResourceQuotas { CpuCores = 2, Containers = 2 } });
        ResourceAmounts broad = new() { CpuCores = 2, Containers = 1 };
        ReservationResult[] results = new ReservationResult[3];

        await Concurrently.RunAsync(
            async () => results[0] = await platform.Quotas.TryReserveAsync(Acme, broad, new ReservationOptions { AllocationId = "a" }),
            async () => results[1] = await platform.Quotas.TryReserveAsync(Acme, broad, new ReservationOptions { AllocationId = "b" }),
            async () => results[2] = await platform.Quotas.TryReserveAsync(Acme, Containers(1), new ReservationOptions { AllocationId = "c" }));

        results[0].IsAdmitted.Should().Be(!results[1].IsAdmitted, "there is CPU for one");
        results[2].IsAdmitted.Should().BeTrue("there are containers for two");
        TenantUsage usage = await platform.Quotas.GetUsageAsync(Acme);
        usage[ResourceNames.Cpu].Total.Should().Be(2);
        usage[ResourceNames.Containers].Total.Should().Be(2);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Lowered_quota_holds_from_the_moment_it_is_written() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 2);
        ResourceReservation? early = null, late = null;

        await Concurrently.RunAsync(
            async () => early = await platform.ReserveAsync("a", 2),
            async () =>
            {
                await platform.LimitAsync(1);
                late = await platform.ReserveAsync("b");
            });

        (late is null).Should().Be(early is not null, "the one unit left goes to whoever comes first");
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Grace_that_is_taken_away_admits_no_more() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        DateTimeOffset until = platform.Clock.GetUtcNow().AddHours(1);
        await platform.Quotas.GrantGraceAsync(Acme, Containers(2), until);
        ResourceReservation? early = null, late = null;

        await Concurrently.RunAsync(
            async () => early = await platform.ReserveAsync("a", 2),
            async () =>
            {
                await platform.Quotas.GrantGraceAsync(Acme, ResourceAmounts.None, until);
                late = await platform.ReserveAsync("b");
            });

        (late is null).Should().Be(early is not null);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Growth_and_reservation_share_what_is_left() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 2);
        await platform.CommitNewAsync("a");
        QuotaDecision? growth = null;
        ResourceReservation? other = null;

        await Concurrently.RunAsync(
            async () => growth = await platform.Quotas.TryResizeAsync(Acme, "a", Containers(2)),
            async () => other = await platform.ReserveAsync("b"));

        growth!.IsAdmitted.Should().Be(other is null);
        (await platform.ContainersAsync()).Total.Should().Be(2);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Each_threshold_is_crossed_once() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 10);
        await platform.CommitNewAsync("base", 7);

        await Concurrently.RunAsync(
            () => platform.ReserveAsync("a"),
            () => platform.ReserveAsync("b"),
            () => platform.ReserveAsync("c"));

        IReadOnlyList<TenancyEvent> events = (await platform.Tenants.ReadEventsAsync()).Events;
        events.OfType<QuotaThresholdCrossed>().Select(e => e.Percent).Should().Equal(80, 95);
        await platform.EnsureSoundAsync();
    });
}
