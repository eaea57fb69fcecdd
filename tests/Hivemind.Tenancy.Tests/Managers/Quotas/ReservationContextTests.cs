namespace Hivemind.Tenancy.Tests;

/// <summary>A reservation is itself the right to what it holds: its holder need not stand in the tenant's context.</summary>
public sealed class ReservationContextTests
{
    private static readonly ResourceAmounts One = Resources.Amounts(("cpu", 1));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, StoreKind> Contexts => new(["none", "own", "other tenant", "system"], Enum.GetValues<StoreKind>());

    [Theory, MemberData(nameof(Contexts))]
    public async Task Reservation_works_in_any_context(string context, StoreKind store)
    {
        using QuotaHost host = await RequiringContextAsync(store);
        ResourceReservation committed, disposed;
        using (TenantContext.System("ops", "test").Enter())
        {
            committed = await host.ReserveAsync(One, "committed");
            disposed = await host.ReserveAsync(One, "disposed");
        }

        using (Enter(context))
        {
            await committed.RenewAsync(TimeSpan.FromMinutes(5), Token);
            await committed.CommitAsync(Token);
            await disposed.DisposeAsync();
        }

        using (TenantContext.System("ops", "test").Enter())
        {
            (await host.IdsAsync()).Should().Equal("committed");
        }
    }

    [Theory]
    [InlineData(StoreKind.Direct)]
    [InlineData(StoreKind.Asynchronous)]
    public async Task Manager_does_look_at_the_context(StoreKind store)
    {
        using QuotaHost host = await RequiringContextAsync(store);
        Func<QuotaHost, Task>[] calls =
        [
            h => h.ReserveAsync(One, "b"), h => h.TryReserveAsync(One, "b"), h => h.CheckAsync(One), h => h.CommitAsync("a"), h => h.RenewAsync("a"),
            h => h.ReleaseAsync("a"), h => h.ResizeAsync("a", One), h => h.TryResizeAsync("a", One), h => h.UsageAsync(),
            h => h.ListAsync(), h => h.GraceAsync(One, TimeSpan.FromHours(1)), h => h.ReconcileAsync("node-1", null),
        ];
        IReadOnlyList<Allocation> before;
        using (TenantContext.System("ops", "test").Enter())
        {
            await host.ReserveAsync(One, "a");
            before = await host.ListAsync();
        }

        foreach (Func<QuotaHost, Task> call in calls)
        {
            await host.Awaiting(call).Should().ThrowAsync<TenantContextMissingException>();
            using (Enter("other tenant"))
            {
                await host.Awaiting(call).Should().ThrowAsync<TenantNotFoundException>();
            }
        }

        using (Enter("own"))
        {
            (await host.ListAsync()).Should().Equal(before);
        }
    }

    private static async Task<QuotaHost> RequiringContextAsync(StoreKind store)
    {
        QuotaHost host = new(store, options => options.AllowNoContext = false);
        using (TenantContext.System("ops", "test").Enter())
        {
            await host.CreateTenantAsync();
        }

        return host;
    }

    private static TenantScope? Enter(string context) => context switch
    {
        "own" => Some.Context().Enter(),
        "other tenant" => Some.Context("globex").Enter(),
        "system" => TenantContext.System("ops", "test").Enter(),
        _ => null,
    };
}
