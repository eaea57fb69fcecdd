using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Several hosts, many tasks, few tenants: never over a limit at any moment, and exact sums at the end.</summary>
public sealed class AdmissionStressTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    private const int Limit = 20;
    private const int Hosts = 4;
    private const int TasksOfEach = 4;
    private const int Rounds = 60;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(1);

    private readonly StressClock _clock = new();
    private int _admitted;
    private int _refused;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Never_over_the_limit_and_exact_at_the_end()
    {
        ResourceQuotas quotas = new() { Containers = Limit, CpuCores = Limit / 2m };
        TenantId[] tenants = [await host.AddTenantAsync(quotas), await host.AddTenantAsync(quotas), await host.AddTenantAsync(quotas)];
        using CancellationTokenSource done = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Task<int> watching = WatchAsync(done);

        List<(TenantId Tenant, int Amount)>[] kept = await Task.WhenAll(
            from h in Enumerable.Range(0, Hosts)
            let store = host.NewHost(clock: _clock).GetRequiredService<ITenantStore>()
            from t in Enumerable.Range(0, TasksOfEach)
            select Task.Run(() => WorkAsync(store, tenants, new Random((h * 100) + t), $"{h}-{t}"), Cancelled));
        await done.CancelAsync();

        (await watching).Should().BePositive();
        _admitted.Should().BeGreaterThan(100);
        _refused.Should().BeGreaterThan(10);

        // A release that finds nothing sweeps what the tasks abandoned.
        _clock.Advance(2 * Lease);
        ITenantStore last = host.NewHost(clock: _clock).GetRequiredService<ITenantStore>();
        foreach (TenantId tenant in tenants)
        {
            await last.ReleaseAsync(tenant, "none", null, onlyHeld: false, Cancelled);
            (await host.Database.ScalarAsync<decimal>($"SELECT coalesce(sum(containers), 0) FROM allocations WHERE tenant_id = '{tenant}'"))
                .Should().Be(kept.SelectMany(k => k).Where(k => k.Tenant == tenant).Sum(k => k.Amount));
        }
    }

    private async Task<List<(TenantId Tenant, int Amount)>> WorkAsync(ITenantStore store, TenantId[] tenants, Random random, string name)
    {
        List<(TenantId Tenant, string Id, int Amount)> kept = [];
        for (int i = 0; i < Rounds; i++)
        {
            TenantId tenant = tenants[random.Next(tenants.Length)];
            string id = string.Create(CultureInfo.InvariantCulture, $"{name}-{i}");
            int amount = random.Next(1, 6);
            AdmissionResult result = await store.AdmitAsync(
                new AdmissionRequest(tenant, id, new ResourceAmounts { Containers = amount, CpuCores = amount / 2m }, name, Lease), Cancelled);
            if (!result.Decision.IsAdmitted)
            {
                Interlocked.Increment(ref _refused);
                if (kept.Count > 0)
                {
                    (await store.ReleaseAsync(kept[0].Tenant, kept[0].Id, null, onlyHeld: false, Cancelled)).Should().BeTrue();
                    kept.RemoveAt(0);
                }

                continue;
            }

            Interlocked.Increment(ref _admitted);
            switch (random.Next(4))
            {
                case 0: // abandoned: ends with its lease
                    break;
                case 1:
                    await store.ReleaseAsync(tenant, id, result.Admission, onlyHeld: true, Cancelled);
                    break;
                default:
                    try
                    {
                        await store.CommitAsync(tenant, id, result.Admission, Cancelled);
                        kept.Add((tenant, id, amount));
                    }
                    catch (ReservationExpiredException)
                    {
                        // The others moved the clock past its lease.
                    }

                    break;
            }
        }

        return kept.ConvertAll(k => (k.Tenant, k.Amount));
    }

    /// <summary>Goes on by 5 ms at each look.</summary>
    private sealed class StressClock : TimeProvider
    {
        private long _ticks = PostgresHost.Start.UtcTicks;

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Add(ref _ticks, TimeSpan.TicksPerMillisecond * 5), TimeSpan.Zero);

        public void Advance(TimeSpan length) => Interlocked.Add(ref _ticks, length.Ticks);
    }

    /// <summary>Looks as often as it can, from outside, at what is in the table.</summary>
    private async Task<int> WatchAsync(CancellationTokenSource done)
    {
        await using NpgsqlConnection connection = await host.Database.OpenAsync();
        await using NpgsqlCommand command = new(
            "SELECT coalesce(max(s.sum), 0)::bigint FROM (SELECT sum(containers) FROM allocations GROUP BY tenant_id) s", connection);
        int looks = 0;
        while (!done.IsCancellationRequested)
        {
            (await command.ExecuteScalarAsync(Cancelled)).Should().BeOfType<long>().Which.Should().BeLessThanOrEqualTo(Limit);
            looks++;
            await Task.Delay(1, Cancelled);
        }

        return looks;
    }
}
