using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// Databases as earlier versions left them, with data, kept as scripts: migrating brings them up and loses nothing. The first is
/// the schema of the first version; each release adds its own.
/// </summary>
public sealed class EarlierSchemaTests(PostgresServer server)
{
    private static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly DateTimeOffset Left = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sqlite_of_the_first_version_is_brought_up_with_its_data()
    {
        await using SqliteFile file = new();
        await file.ExecuteAsync(await ScriptAsync("Initial.sqlite.sql"));
        await using ServiceProvider host = Host(builder => builder.UseSqlite(file.ConnectionString));

        await KeepsItsDataAsync(host);
        SqliteConnection.ClearAllPools();
    }

    [Fact]
    public async Task Postgres_of_the_first_version_is_brought_up_with_its_data()
    {
        await using PostgresDatabase database = await server.CreateDatabaseAsync();
        await database.ExecuteAsync(await ScriptAsync("Initial.postgres.sql"));
        await using ServiceProvider host = Host(builder => builder.UsePostgreSql(database.ConnectionString));

        await KeepsItsDataAsync(host);
    }

    private static ServiceProvider Host(Func<HivemindTenancyBuilder, HivemindTenancyBuilder> use) =>
        use(new ServiceCollection()
            .AddSingleton<TimeProvider>(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Left.AddMinutes(1)))
            .AddHivemindTenancy()).Services.BuildServiceProvider();

    private static Task<string> ScriptAsync(string name) =>
        File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Database", "Schemas", name), Cancelled);

    private static async Task KeepsItsDataAsync(ServiceProvider host)
    {
        await host.MigrateTenancyAsync(Cancelled);
        ITenantManager tenants = host.GetRequiredService<ITenantManager>();
        IQuotaManager quotas = host.GetRequiredService<IQuotaManager>();
        IAccessManager access = host.GetRequiredService<IAccessManager>();

        (await tenants.GetTenantAsync(Acme, Cancelled)).Should().Be(new Tenant
        {
            Id = Acme,
            Uid = TenantUid.NewUid(),
            Name = "Acme \u00c4",
            OwnerId = "alice",
            Namespaces = ["web", "db"],
            Description = "first\nsecond",
            Labels = new Dictionary<string, string> { ["tier"] = "gold" },
            IsolationLevel = IsolationLevel.Custom(new IsolationSettings
            {
                Network = IsolationBoundary.Own,
                Storage = IsolationBoundary.Shared,
                Compute = IsolationBoundary.Shared,
                ResourceGuarantees = true,
            }),
            ResourceQuotas = new ResourceQuotas { CpuCores = 8.5m, Containers = 10, Other = new Dictionary<string, decimal> { ["gpu"] = 2 } },
            Status = TenantStatus.Active,
            CreatedAt = Left,
            UpdatedAt = Left,
            Version = 2,
            StatusVersion = 2,
        });
        (await tenants.GetTenantAsync(TenantId.Parse("globex"), Cancelled)).Should().Match<Tenant>(t => t.Status == TenantStatus.Suspended && t.StatusReason == "unpaid");
        (await tenants.FindTenantAsync(TenantId.Parse("gone"), Cancelled)).Should().BeNull();

        TenantUsage usage = await quotas.GetUsageAsync(Acme, Cancelled);
        usage[ResourceNames.Containers].Should().Be(new ResourceUsage(ResourceNames.Containers, 8, 1, 10, 12));
        usage["gpu"].Should().Be(new ResourceUsage("gpu", 1, 0, 2, 2));
        (await quotas.ListAllocationsAsync(Acme, cancellationToken: Cancelled)).Select(a => (a.Id, a.Source, a.IsCommitted))
            .Should().Equal(("job-1", "engine-1", true), ("job-2", "", false));
        (await quotas.TryReserveAsync(Acme, new ResourceAmounts { Containers = 4 }, cancellationToken: Cancelled)).IsAdmitted.Should().BeFalse();
        (await quotas.TryReserveAsync(Acme, new ResourceAmounts { Containers = 3 }, cancellationToken: Cancelled)).IsAdmitted.Should().BeTrue();

        PermissionScope web = PermissionScope.Namespace(Acme, "web");
        (await access.CheckPermissionAsync("bob", Permission.Parse("containers:deploy"), web, Cancelled)).Should().BeTrue();
        (await access.CheckPermissionAsync("bob", Permission.Parse("containers:delete"), web, Cancelled)).Should().BeFalse();
        (await tenants.ReadEventsAsync(new EventQuery(), Cancelled)).Events.Take(14).Select(e => e.Sequence).Should().Equal(Enumerable.Range(1, 14).Select(i => (long)i));
    }
}
