using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Quotas that are in use somewhere, on both databases: names unchanged, filled to the unit, one more refused.</summary>
public sealed class ResourceManifestStoreTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    /// <summary>CPU in thousandths, storage classes, counts by group, a limit of 0, known resources beside others.</summary>
    private static readonly int[] Representative = [5, 21, 22, 27, 31, 34];

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSql_fills_manifests_to_the_unit()
    {
        for (int i = 0; i < ResourceManifests.All.Count; i++)
        {
            if (i != ResourceManifests.FractionsOfBytes)
            {
                await FillAsync(host.Store, i, host.AddTenantAsync);
            }
        }
    }

    [Fact]
    public async Task Sqlite_fills_manifests_to_the_unit()
    {
        await using SqliteFile file = new();
        ServiceProvider services = await file.StartMigratedAsync(Cancelled);
        foreach (int i in Representative)
        {
            await FillAsync(services.GetRequiredService<ITenantStore>(), i, async (quotas, _) =>
            {
                TenantSpec spec = new() { Id = TenantId.Parse($"t-{i}"), Name = $"t-{i}", OwnerId = "alice", ResourceQuotas = quotas! };
                return (await services.GetRequiredService<ITenantManager>().CreateTenantAsync(spec, Cancelled)).Id;
            });
        }
    }

    private static async Task FillAsync(ITenantStore store, int index, Func<ResourceQuotas?, TenantStatus, Task<TenantId>> addAsync)
    {
        IReadOnlyDictionary<string, decimal> amounts = ResourceManifests.Amounts(ResourceManifests.All[index]);
        ResourceQuotas quotas = ResourceManifests.ToQuotas(amounts);
        TenantId tenant = await addAsync(quotas, TenantStatus.Active);
        (await store.FindAsync(tenant, Cancelled))!.ResourceQuotas.Should().Be(quotas);

        (await ReserveAsync("all", ResourceManifests.ToAmounts(amounts))).IsAdmitted.Should().BeTrue();

        foreach (string name in amounts.Keys)
        {
            (await ReserveAsync("more", ResourceManifests.Least(name))).Shortages.Select(s => s.Resource).Should().Equal(name);
        }

        TenantUsage usage = await store.GetUsageAsync(tenant, Cancelled);
        amounts.Should().AllSatisfy(e => usage[e.Key].Should().Be(new ResourceUsage(e.Key, 0, e.Value, e.Value, e.Value)));

        async Task<QuotaDecision> ReserveAsync(string id, ResourceAmounts what) => (await store.AdmitAsync(
            new AdmissionRequest(tenant, id, what, "", TimeSpan.FromMinutes(30)), Cancelled)).Decision;
    }
}
