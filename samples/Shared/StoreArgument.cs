using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Samples;

/// <summary>Where tenants are kept, as a command line says it. Linked into the samples and into the worker of the tests.</summary>
internal static class StoreArgument
{
    /// <summary>What is allowed.</summary>
    public const string Forms = "memory, sqlite:PATH or postgres:CONNECTION";

    private const string Memory = "memory";
    private const string Sqlite = "sqlite:";
    private const string Postgres = "postgres:";

    /// <summary>Whether this names a store.</summary>
    public static bool IsValid(string store) =>
        store == Memory || IsOf(store, Sqlite) || IsOf(store, Postgres);

    /// <summary>Registers the store.</summary>
    /// <exception cref="ArgumentException">It names none.</exception>
    public static HivemindTenancyBuilder UseStore(this HivemindTenancyBuilder builder, string store) => store switch
    {
        Memory => builder,
        _ when IsOf(store, Sqlite) => builder.UseSqlite($"Data Source={store[Sqlite.Length..]}"),
        _ when IsOf(store, Postgres) => builder.UsePostgreSql(store[Postgres.Length..]),
        _ => throw new ArgumentException($"'{store}' is not {Forms}.", nameof(store)),
    };

    /// <summary>Brings the schema of a database up to date.</summary>
    public static Task MigrateAsync(IServiceProvider services, string store, CancellationToken cancellationToken = default) =>
        store == Memory ? Task.CompletedTask : services.MigrateTenancyAsync(cancellationToken);

    private static bool IsOf(string store, string kind) => store.StartsWith(kind, StringComparison.Ordinal) && store.Length > kind.Length;
}
