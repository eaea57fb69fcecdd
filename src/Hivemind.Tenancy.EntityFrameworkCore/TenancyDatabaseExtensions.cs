using System.Diagnostics.CodeAnalysis;
using Hivemind.Tenancy;
using Hivemind.Tenancy.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>What every durable store registers, and how its schema is brought up.</summary>
public static class TenancyDatabaseExtensions
{
    /// <summary>
    /// Keeps tenants, allocations, roles, bindings, groups and the event log in a database. For authors of a database's package;
    /// hosts call its own method, for instance <c>UseSqlite</c>. Read through this host's cache. The last call wins.
    /// </summary>
    /// <typeparam name="TDatabase">The database, made once.</typeparam>
    /// <typeparam name="TStore">The store over it.</typeparam>
    public static HivemindTenancyBuilder UseTenancyDatabase<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TDatabase,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this HivemindTenancyBuilder builder, Action<TenancyDatabaseOptions>? configure = null)
        where TDatabase : TenancyDatabase
        where TStore : RelationalTenantStore
    {
        ArgumentNullException.ThrowIfNull(builder);
        OptionsBuilder<TenancyDatabaseOptions> options = builder.Services.AddOptions<TenancyDatabaseOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TenancyDatabaseOptions>, TenancyDatabaseOptionsValidator>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TenancyMigrationService>());
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TenancyRetentionService>());
        builder.Services.Replace(ServiceDescriptor.Singleton<TenancyDatabase, TDatabase>());
        return builder.UseCached<TStore, RelationalRbacProvider>();
    }

    /// <summary>
    /// Creates the schema of the durable store or brings it up to date. Safe when several hosts do it at once, and harmless when
    /// it is up to date. Call it once before the first call, or set <see cref="TenancyDatabaseOptions.MigrateOnStart"/>.
    /// </summary>
    /// <param name="services">The host's service provider.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidOperationException">The host has no durable store.</exception>
    /// <exception cref="TenancyStoreException">The database failed, or its schema is newer than this code.</exception>
    public static async Task MigrateTenancyAsync(this IServiceProvider services, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        TenancyDatabase database = services.GetService<TenancyDatabase>() ?? throw new InvalidOperationException(
            "Tenancy is kept in memory: register a database first, for instance with UseSqlite or UsePostgreSql.");
        await database.MigrateAsync(cancellationToken).ConfigureAwait(false);
    }
}
