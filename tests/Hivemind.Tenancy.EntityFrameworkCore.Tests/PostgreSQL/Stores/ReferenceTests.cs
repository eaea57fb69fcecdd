using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Random steps on the in-memory store and on PostgreSQL: each answers the same, usage and events included.</summary>
public sealed class ReferenceTests(PostgresHost host) : IClassFixture<PostgresHost>
{
    private const int Steps = 150;

    [Theory]
    [InlineData(1, null)]
    [InlineData(2, null)]
    [InlineData(3, new[] { 1, 50, 100 })]
    [InlineData(4, new int[0])]
    public async Task Every_step_is_answered_as_in_memory(int seed, int[]? thresholds)
    {
        CancellationToken cancelled = TestContext.Current.CancellationToken;
        void Configure(HivemindTenancyOptions options) => options.QuotaThresholds = thresholds;
        await using ServiceProvider memory = new ServiceCollection().AddHivemindTenancy(Configure).Services.BuildServiceProvider();
        StoreSteps reference = new(memory.GetRequiredService<ITenantStore>());
        StoreSteps tested = new(host.NewHost(configure: Configure).GetRequiredService<ITenantStore>());
        TenantId tenant = TenantId.Parse($"reference-{seed}");
        await reference.AddAsync(tenant, cancelled);
        await tested.AddAsync(tenant, cancelled);

        Random random = new(seed);
        DateTimeOffset now = PostgresHost.Start;
        for (int i = 0; i < Steps; i++)
        {
            // Never back: in memory reading ends a hold for good, in a database only a verb that writes does.
            now = now.AddMilliseconds(random.Next(2) == 0 ? 0 : random.Next(8_000));
            int step = random.Next();
            string expected = await reference.TakeAsync(tenant, step, now, cancelled);
            string actual = await tested.TakeAsync(tenant, step, now, cancelled);

            actual.Should().Be(expected, "that is what memory says in step {0} of seed {1}", i.ToString(CultureInfo.InvariantCulture), seed);
        }
    }
}
