using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Hivemind.Tenancy.EntityFrameworkCore.PostgreSQL;

/// <summary>The tables on PostgreSQL: its migrations, and text that compares ordinally whatever the database's collation.</summary>
internal sealed class PostgreSqlTenancyDbContext(DbContextOptions<PostgreSqlTenancyDbContext> options) : TenancyDbContext(options)
{
    private const string Ordinal = "C";

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);

        // Room for a row's next version beside it: ledgers, meters and the count of events change in place.
        foreach (IMutableEntityType table in modelBuilder.Model.GetEntityTypes().Where(e => e.GetTableName() is "ledgers" or "event_log" or "consumption_meters"))
        {
            table.SetStorageParameter("fillfactor", 50);
        }

        foreach (IMutableProperty property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.ClrType == typeof(string)))
        {
            property.SetCollation(Ordinal);

            // Convention forgets it for an id that is not the key.
            if (property.Name == "Id")
            {
                property.IsNullable = false;
            }
        }
    }
}
