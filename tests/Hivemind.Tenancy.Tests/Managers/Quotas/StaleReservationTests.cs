namespace Hivemind.Tenancy.Tests;

/// <summary>
/// A reservation whose hold has ended while its id lives on as another's: it has no right to that one. And answers that
/// come late.
/// </summary>
public sealed class StaleReservationTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1), ("gpu", 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, EveryStore]
    public async Task Stale_reservation_neither_commits_nor_renews_nor_frees_a_later_hold(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation stale = await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(5));
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        ResourceReservation newer = await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(10));
        Allocation before = (await host.ListAsync()).Single();

        await ShouldBeWithoutEffectAsync(host, stale);

        (await host.ListAsync()).Should().Equal(before);
        await newer.CommitAsync(Token);
        await ShouldBeWithoutEffectAsync(host, stale);
        (await host.ListAsync()).Single().IsCommitted.Should().BeTrue();
    }

    [Theory, EveryStore]
    public async Task Released_reservation_has_no_right_to_a_later_hold(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation stale = await host.ReserveAsync(One, "a");
        await host.ReleaseAsync("a");
        await host.ReserveAsync(One, "a");
        Allocation before = (await host.ListAsync()).Single();

        await ShouldBeWithoutEffectAsync(host, stale);

        (await host.ListAsync()).Should().Equal(before);
    }

    [Theory, EveryStore]
    public async Task Reservation_of_a_deleted_tenant_has_no_right_in_the_next_one_of_that_id(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation stale = await host.ReserveAsync(One, "a");
        await host.Tenants.DeleteTenantAsync(QuotaHost.TenantId, cancellationToken: Token);
        await stale.Awaiting(r => r.CommitAsync(Token)).Should().ThrowAsync<TenantNotFoundException>();
        await stale.Awaiting(r => r.RenewAsync(null, Token)).Should().ThrowAsync<TenantNotFoundException>();
        await stale.DisposeAsync();

        await host.CreateTenantAsync();
        await host.ReserveAsync(One, "a");
        await stale.Awaiting(r => r.CommitAsync(Token)).Should().ThrowAsync<TenantNotFoundException>();
        await stale.Awaiting(r => r.RenewAsync(null, Token)).Should().ThrowAsync<TenantNotFoundException>();
        await stale.DisposeAsync();

        (await host.UsageAsync("cpu")).Reserved.Should().Be(1);
    }

    [Theory, EveryStore]
    public async Task Stale_reservation_leaves_alone_what_a_reconciliation_adopted(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        ResourceReservation stale = await host.ReserveAsync(One, "a", TimeSpan.FromSeconds(5), "node-1");
        host.Clock.Advance(TimeSpan.FromSeconds(5));
        (await host.ReconcileAsync("node-1", null, ("a", One))).Adopted.Should().Equal("a");

        await ShouldBeWithoutEffectAsync(host, stale);

        (await host.IdsAsync()).Should().Equal("a");
    }

    [Theory, EveryStore]
    public async Task Admission_numbers_are_unique_within_a_tenant_over_time(StoreKind store)
    {
        using QuotaHost host = await QuotaHost.StartAsync(store);
        List<long> numbers = [];
        for (int round = 0; round < 3; round++)
        {
            await host.ReserveAsync(One, "a");
            await host.ReconcileAsync("node-1", null, ("b", One));
            numbers.AddRange((await host.ListAsync()).Select(a => a.Admission));
            await host.ReleaseAsync("a");
            await host.ReleaseAsync("b");
        }

        numbers.Should().HaveCount(6).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Renewal_answered_after_the_commit_does_not_make_it_look_held()
    {
        using QuotaHost host = await QuotaHost.StartAsync(StoreKind.Asynchronous);
        ResourceReservation reservation = await host.ReserveAsync(One);
        TaskCompletionSource answer = new();
        host.AfterStep = verb => verb == nameof(ITenantStore.RenewAsync) ? answer.Task : Task.CompletedTask;

        Task renewing = reservation.RenewAsync(TimeSpan.FromHours(1), Token).AsTask();
        await reservation.CommitAsync(Token);
        answer.SetResult();
        await renewing;

        reservation.IsCommitted.Should().BeTrue();
    }

    private static async Task ShouldBeWithoutEffectAsync(QuotaHost host, ResourceReservation stale)
    {
        IReadOnlyList<Allocation> before = await host.ListAsync();
        await stale.Awaiting(r => r.CommitAsync(Token)).Should().ThrowAsync<ReservationExpiredException>();
        await stale.Awaiting(r => r.RenewAsync(TimeSpan.FromHours(1), Token)).Should().ThrowAsync<ReservationExpiredException>();
        await stale.DisposeAsync();
        (await host.ListAsync()).Should().Equal(before);
    }
}
