using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.StoreWorker;

/// <summary>A host over a database that is named as the samples name it.</summary>
internal static class Databases
{
    private const string Sqlite = "sqlite:";
    private const string Postgres = "postgres:";

    public static ServiceProvider Open(string database)
    {
        HivemindTenancyBuilder builder = new ServiceCollection().AddHivemindTenancy();
        if (database.StartsWith(Sqlite, StringComparison.Ordinal))
        {
            builder.UseSqlite($"Data Source={database[Sqlite.Length..]}");
        }
        else if (database.StartsWith(Postgres, StringComparison.Ordinal))
        {
            builder.UsePostgreSql(database[Postgres.Length..]);
        }
        else
        {
            throw new ArgumentException($"'{database}' is neither {Sqlite}PATH nor {Postgres}CONNECTION.", nameof(database));
        }

        return builder.Services.BuildServiceProvider();
    }
}
