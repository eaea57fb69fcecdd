using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests.Readme;

// src/Hivemind.Tenancy.EntityFrameworkCore/README.md
public sealed class AcmeDbContext(DbContextOptions<AcmeDbContext> options) : TenancyDbContext(options);

public static class AcmeTenancyBuilderExtensions
{
    public static HivemindTenancyBuilder UseAcmeDb(
        this HivemindTenancyBuilder builder, string connectionString, Action<TenancyDatabaseOptions>? configure = null)
    {
        builder.Services.AddPooledDbContextFactory<AcmeDbContext>(options => options.UseAcmeDb(connectionString));
        return builder.UseTenancyDatabase<AcmeDatabase, RelationalTenantStore>(configure);
    }
}

// END

/// <summary>Stands in for the provider of a database that nobody has.</summary>
internal static class AcmeProvider
{
    public static DbContextOptionsBuilder UseAcmeDb(this DbContextOptionsBuilder options, string connectionString) => options.UseSqlite(connectionString);
}

/// <summary>What an author's database overrides; the page says what each member must do.</summary>
internal sealed class AcmeDatabase(IDbContextFactory<AcmeDbContext> contexts, IOptions<TenancyDatabaseOptions> options) : TenancyDatabase(options)
{
    protected override string RowLock => " FOR UPDATE";

    protected override bool IsTransient(DbException exception) => exception.IsTransient;

    protected override bool IsUniqueViolation(DbException exception) => false;

    protected override async ValueTask<TenancyDbContext> CreateContextAsync(CancellationToken cancellationToken) =>
        await contexts.CreateDbContextAsync(cancellationToken);

    protected override ValueTask<TenancyTransaction> BeginSnapshotAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override ValueTask<TenancyTransaction> BeginWriteAsync(TenancyDbContext context, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    protected override Task ApplyMigrationsAsync(TenancyDbContext context, CancellationToken cancellationToken) => Task.CompletedTask;
}
