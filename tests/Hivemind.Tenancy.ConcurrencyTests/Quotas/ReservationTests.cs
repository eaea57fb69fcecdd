using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>What becomes of one allocation that several tasks work on.</summary>
public sealed class ReservationTests
{
    [Fact]
    public void Committed_is_kept_and_disposed_is_given_back_whichever_comes_first() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation reservation = (await platform.ReserveAsync("a"))!;
        Exception? refusal = null;

        await Concurrently.RunAsync(
            async () => refusal = await Attempt.Async(() => reservation.CommitAsync().AsTask()),
            async () => await reservation.DisposeAsync());

        Allocation? kept = await platform.FindAllocationAsync("a");
        if (refusal is null)
        {
            kept!.IsCommitted.Should().BeTrue();
        }
        else
        {
            refusal.Should().BeOfType<ReservationExpiredException>();
            kept.Should().BeNull();
        }

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Committed_reservation_knows_it_although_it_was_renewed_meanwhile() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        ResourceReservation reservation = (await platform.ReserveAsync("a"))!;

        await Concurrently.RunAsync(
            async () => await reservation.CommitAsync(),
            async () => await reservation.RenewAsync(TimeSpan.FromMinutes(1)));

        reservation.IsCommitted.Should().BeTrue();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Same_id_and_amounts_are_one_allocation() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation?[] reservations = new ResourceReservation?[2];

        await Concurrently.RunAsync(
            async () => reservations[0] = await platform.ReserveAsync("a"),
            async () => reservations[1] = await platform.ReserveAsync("a"));

        reservations.Should().NotContainNulls();
        (await platform.ContainersAsync()).Reserved.Should().Be(1);

        ResourceReservation newest = reservations.MaxBy(r => r!.Admission)!, older = reservations.MinBy(r => r!.Admission)!;
        Exception? refusal = null;
        await Concurrently.RunAsync(
            async () => await newest.CommitAsync(),
            async () => refusal = await Attempt.Async(() => older.CommitAsync().AsTask()));
        refusal.Should().BeOfType<ReservationExpiredException>("the newest handle has taken its place");

        await reservations[0]!.DisposeAsync();
        await reservations[1]!.DisposeAsync();
        (await platform.ContainersAsync()).Used.Should().Be(1);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Same_id_with_other_amounts_conflicts() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 3);
        Exception?[] refusals = new Exception?[2];

        await Concurrently.RunAsync(
            async () => refusals[0] = await Attempt.Async(() => platform.ReserveAsync("a", 1)),
            async () => refusals[1] = await Attempt.Async(() => platform.ReserveAsync("a", 2)));

        refusals.Where(r => r is not null).Should().ContainSingle().Which.Should().BeOfType<AllocationConflictException>();
        (await platform.ContainersAsync()).Reserved.Should().Be(refusals[0] is null ? 1 : 2);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Released_twice_is_freed_once() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 2);
        await platform.CommitNewAsync("a");
        await platform.CommitNewAsync("b");
        bool[] freed = new bool[2];

        await Concurrently.RunAsync(
            async () => freed[0] = await platform.Quotas.ReleaseAsync(Acme, "a"),
            async () => freed[1] = await platform.Quotas.ReleaseAsync(Acme, "a"));

        freed.Should().BeEquivalentTo([true, false]);
        (await platform.ContainersAsync()).Used.Should().Be(1);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Allocation_committed_while_reconciling_is_kept() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.CommitNewAsync("gone", source: "node-1");
        ResourceReservation reservation = (await platform.ReserveAsync("fresh", source: "node-1"))!;
        AllocationObservation nothing = new("node-1", await platform.MarkAsync(), []);
        ReconciliationResult? result = null;

        await Concurrently.RunAsync(
            async () => await reservation.CommitAsync(),
            async () => result = await platform.Quotas.ReconcileAsync(nothing));

        result!.Freed.Should().Equal("gone");
        (await platform.FindAllocationAsync("fresh"))!.IsCommitted.Should().BeTrue("it was no part of the observation");
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Observed_holds_are_committed_although_their_holders_commit_or_dispose_them() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 2);
        ResourceReservation first = (await platform.ReserveAsync("a", source: "node-1"))!;
        ResourceReservation second = (await platform.ReserveAsync("b", source: "node-1"))!;
        AllocationObservation both = new(
            "node-1", await platform.MarkAsync(), [new ObservedAllocation("a", Containers(1)), new ObservedAllocation("b", Containers(1))]);

        await Concurrently.RunAsync(
            async () => await first.CommitAsync(),
            async () => await second.DisposeAsync(),
            async () => await platform.Quotas.ReconcileAsync(both));

        // The second may be given back after it was observed only if it was not committed by then.
        (await platform.FindAllocationAsync("a"))!.IsCommitted.Should().BeTrue();
        (await platform.FindAllocationAsync("b"))!.Should().Match<Allocation>(a => a.IsCommitted || a.IsAdopted, "it is adopted when it was given back before");
        await platform.EnsureSoundAsync();
    });
}
