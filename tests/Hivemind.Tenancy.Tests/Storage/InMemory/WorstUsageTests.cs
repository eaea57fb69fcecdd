namespace Hivemind.Tenancy.Tests;

/// <summary>The store in memory lists usage as it is at that moment: what has ended by then counts no more, though no step has been taken since.</summary>
public sealed class WorstUsageTests : IDisposable
{
    private static readonly TenantId A = TenantId.Parse("a");
    private static readonly TenantId B = TenantId.Parse("b");

    private readonly QuotaHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task Order_follows_leases_and_grace_as_they_end()
    {
        await CreateAsync(A, hold: 9);
        await CreateAsync(B, hold: 6);
        await _host.Quotas.GrantGraceAsync(B, new ResourceAmounts { Containers = 100 }, Some.Time.AddMinutes(10), cancellationToken: Cancellation);
        await _host.Quotas.ReserveAsync(A, new ResourceAmounts { Containers = 1 }, new ReservationOptions { Lease = TimeSpan.FromMinutes(5) }, Cancellation);

        (await WorstAsync()).Should().Equal("a 1000", "b 60");
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await WorstAsync()).Should().Equal(["a 900", "b 60"], "the lease is over");
        await _host.Quotas.ReleaseAsync(A, "a", cancellationToken: Cancellation);
        await CreateAsync(TenantId.Parse("c"), hold: 3);
        (await WorstAsync()).Should().Equal("c 300", "b 60", "a 0");
        _host.Clock.Advance(TimeSpan.FromMinutes(5));
        (await WorstAsync()).Should().Equal(["b 600", "c 300", "a 0"], "the grace is over");
        (await WorstAsync(1)).Should().Equal("b 600");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Pages_make_up_the_whole_in_order_whatever_order_tenants_are_met_in(int limit)
    {
        Random random = new(4711);
        List<(int Share, string Id)> expected = [];
        for (int i = 0; i < 60; i++)
        {
            string id = $"t-{random.Next(1_000_000):000000}";
            int held = random.Next(4);
            await CreateAsync(TenantId.Parse(id), held);
            expected.Add((held * 100, id));
        }

        List<string> met = [];
        UsageQuery query = new() { Limit = limit };
        while (await _host.Store.ListUsageAsync(query, Cancellation) is { Count: > 0 } page)
        {
            page.Count.Should().BeLessThanOrEqualTo(limit);
            met.AddRange(page.Select(u => $"{u.TenantId} {u.Share}"));
            query = query with { After = page[^1] };
        }

        met.Should().Equal(expected.OrderByDescending(e => e.Share).ThenBy(e => e.Id, StringComparer.Ordinal).Select(e => $"{e.Id} {e.Share}"));
    }

    private async Task CreateAsync(TenantId id, int hold)
    {
        Tenant tenant = await _host.Tenants.CreateTenantAsync(Some.Spec(id.Value) with { ResourceQuotas = new ResourceQuotas { Containers = 10 } }, Cancellation);
        if (hold > 0)
        {
            ResourceReservation held = await _host.Quotas.ReserveAsync(
                tenant, new ResourceAmounts { Containers = hold }, new ReservationOptions { AllocationId = id.Value }, Cancellation);
            await held.CommitAsync(Cancellation);
        }
    }

    private async Task<IEnumerable<string>> WorstAsync(int limit = 100) =>
        (await _host.Store.ListUsageAsync(new UsageQuery { Limit = limit }, Cancellation)).Select(u => $"{u.TenantId} {u.Share}");
}
