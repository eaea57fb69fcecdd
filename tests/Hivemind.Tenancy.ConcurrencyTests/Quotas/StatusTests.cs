using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Reserving while the tenant's status changes.</summary>
public sealed class StatusTests
{
    [Fact]
    public void Nothing_is_admitted_once_the_tenant_is_suspended() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        Exception? refusal = null;
        Allocation? held = null;

        await Concurrently.RunAsync(
            async () => refusal = await Attempt.Async(() => platform.ReserveAsync("a")),
            async () =>
            {
                await platform.Tenants.SuspendTenantAsync(Acme, "Unpaid");
                held = await platform.FindAllocationAsync("a");
            });

        (await platform.FindAllocationAsync("a")).Should().Be(held, "what a suspended tenant holds does not grow");
        (held is null).Should().Be(refusal is TenantNotActiveException);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void New_tenant_under_the_same_id_holds_nothing_of_the_former() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        Order order = new();
        int reserved = 0, created = 0;
        ResourceReservation? reservation = null;
        Exception? refusal = null;

        await Concurrently.RunAsync(
            async () =>
            {
                refusal = await Attempt.Async(async () => reservation = await platform.ReserveAsync("a"));
                reserved = order.Next();
            },
            async () =>
            {
                await platform.DeleteAsync();
                created = order.Next();
                await platform.CreateAsync(containers: 1);
            });

        Allocation? held = await platform.FindAllocationAsync("a");
        if (reserved < created || refusal is not null)
        {
            held.Should().BeNull();
        }

        // Either it is the reservation's, which commits it, or there is nothing to commit.
        if (reservation is not null)
        {
            Exception? notCommitted = await Attempt.Async(() => reservation.CommitAsync().AsTask());
            (notCommitted is null).Should().Be(held is not null);
            await reservation.DisposeAsync();
        }

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Reservation_of_the_former_tenant_cannot_touch_the_same_id_in_the_new_one() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        ResourceReservation former = (await platform.ReserveAsync("a"))!;
        ResourceReservation? next = null;

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.DeleteAsync();
                await platform.CreateAsync(containers: 1);
                next = await platform.ReserveAsync("a");
            },
            async () =>
            {
                await Attempt.Async(() => former.CommitAsync().AsTask());
                await former.DisposeAsync();
            });

        (await platform.FindAllocationAsync("a"))!.IsCommitted.Should().BeFalse();
        await next!.CommitAsync();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Nothing_is_adopted_for_a_tenant_that_has_gone() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        AllocationObservation stray = new("node-1", await platform.MarkAsync(), [new ObservedAllocation("stray", Containers(1))]);
        ReconciliationResult? result = null;

        await Concurrently.RunAsync(
            platform.DeleteAsync,
            async () => result = await platform.Quotas.ReconcileAsync(stray));

        result!.Adopted.Concat(result.Orphaned).Should().Equal("stray");
        await platform.CreateAsync();
        (await platform.FindAllocationAsync("stray")).Should().BeNull();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Release_works_while_the_tenant_goes() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 1);
        await platform.CommitNewAsync("a");

        await Concurrently.RunAsync(
            platform.DeleteAsync,
            async () => await platform.Quotas.ReleaseAsync(Acme, "a"));

        (await platform.Tenants.FindTenantAsync(Acme)).Should().BeNull();
        await platform.EnsureSoundAsync();
    });
}
