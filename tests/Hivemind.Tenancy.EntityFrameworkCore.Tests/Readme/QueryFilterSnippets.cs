using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests.Readme;

/// <summary>A host's own tables, filtered by tenant: the form that works, on the page, and the one that does not, which the page warns of.</summary>
public sealed class QueryFilterSnippets : IDisposable
{
    private static readonly TenantContext Acme = Of("acme", 1), Globex = Of("globex", 2);

    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly ServiceProvider _services = new ServiceCollection().AddHivemindTenancy().Services.BuildServiceProvider();
    private readonly ITenantContextAccessor _tenants;

    public QueryFilterSnippets()
    {
        _connection.Open();
        _tenants = _services.GetRequiredService<ITenantContextAccessor>();
    }

    public void Dispose()
    {
        _connection.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Filter_that_reads_the_instance_follows_the_tenant()
    {
        Fill(new OrdersDbContext(_connection, _tenants));

        Read(Acme, () => new OrdersDbContext(_connection, _tenants)).Should().Equal("of acme");
        Read(Globex, () => new OrdersDbContext(_connection, _tenants)).Should().Equal("of globex");
        Read(TenantContext.System("job", "nightly"), () => new OrdersDbContext(_connection, _tenants)).Should().BeEmpty("no tenant is not all tenants");
    }

    [Fact]
    public void Filter_that_names_the_context_directly_keeps_the_first_tenant()
    {
        Fill(new BakedDbContext(_connection));

        Read(Acme, () => new BakedDbContext(_connection)).Should().Equal("of acme");
        Read(Globex, () => new BakedDbContext(_connection)).Should().Equal(["of acme"], "which is why the page warns of it");
    }

    private static TenantContext Of(string id, byte uid) =>
        new(new TenantReference(TenantId.Parse(id), TenantUid.Parse(new string('0', 31) + uid)), "alice");

    private static void Fill(DbContext context)
    {
        using (context)
        {
            context.Database.EnsureCreated();
            context.AddRange(
                new Order { Text = "of acme", TenantUid = Acme.TenantUid!.Value.ToString() }, new Order { Text = "of globex", TenantUid = Globex.TenantUid!.Value.ToString() });
            context.SaveChanges();
        }
    }

    private static List<string> Read(TenantContext tenant, Func<DbContext> open)
    {
        using (tenant.Enter())
        {
            using DbContext context = open();
            return [.. context.Set<Order>().Select(o => o.Text)];
        }
    }

    public sealed class Order
    {
        public int Id { get; init; }

        public required string Text { get; init; }

        public required string TenantUid { get; init; }
    }

    // src/Hivemind.Tenancy.EntityFrameworkCore/README.md
    private sealed class OrdersDbContext(SqliteConnection connection, ITenantContextAccessor tenants) : DbContext
    {
        // Of the instance, so it is read for each query. "" is no tenant's.
        private string Tenant => tenants.Current?.TenantUid?.ToString() ?? "";

        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.Entity<Order>().HasQueryFilter(order => order.TenantUid == Tenant);

        protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite(connection);
    }

    // END
    private sealed class BakedDbContext(SqliteConnection connection) : DbContext
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder)
        {
            string tenant = TenantContext.Current?.TenantUid?.ToString() ?? Acme.TenantUid!.Value.ToString();
            modelBuilder.Entity<Order>().HasQueryFilter(order => order.TenantUid == tenant);
        }

        protected override void OnConfiguring(DbContextOptionsBuilder options) => options.UseSqlite(connection);
    }
}
