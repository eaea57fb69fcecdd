using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Bringing the schema up to date, and checking it before the first call, on each database.</summary>
public sealed class SchemaTests(PostgresServer server)
{
    private const string History = "\"__EFMigrationsHistory\"";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory, EveryDatabase]
    public void Model_and_migrations_agree(DatabaseKind kind)
    {
        using TenancyDbContext context = kind == DatabaseKind.Sqlite
            ? new SqliteTenancyDbContextFactory().CreateDbContext([])
            : new PostgreSqlTenancyDbContextFactory().CreateDbContext([]);

        context.Database.HasPendingModelChanges().Should().BeFalse();
    }

    [Theory, EveryDatabase]
    public async Task Several_hosts_may_migrate_at_once(DatabaseKind kind)
    {
        await using EmptyDatabase database = await EmptyDatabase.CreateAsync(kind, server);
        ServiceProvider[] hosts = [.. Enumerable.Range(0, 6).Select(_ => database.Start())];
        TaskCompletionSource together = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task[] migrating = [.. hosts.Select(h => Task.Run(
            async () =>
            {
                await together.Task;
                await h.MigrateTenancyAsync(Cancelled);
                await h.MigrateTenancyAsync(Cancelled);
            },
            Cancelled))];

        together.SetResult();
        await Task.WhenAll(migrating);

        (await database.CountAsync(History)).Should().Be(1);
        (await database.CountAsync("tenants")).Should().Be(0);
        await FindsNothingAsync(hosts[5]);
    }

    [Theory, EveryDatabase]
    public async Task Host_that_migrates_on_start_needs_no_call(DatabaseKind kind)
    {
        await using EmptyDatabase database = await EmptyDatabase.CreateAsync(kind, server);
        ServiceProvider[] hosts = [.. Enumerable.Range(0, 4).Select(_ => database.Start(options => options.MigrateOnStart = true))];

        await Task.WhenAll(hosts.Select(h => Task.Run(() => FindsNothingAsync(h), Cancelled)));
    }

    [Theory, EveryDatabase]
    public async Task Missing_schema_is_refused_and_says_what_to_do(DatabaseKind kind)
    {
        await using EmptyDatabase database = await EmptyDatabase.CreateAsync(kind, server);
        ServiceProvider host = database.Start();

        foreach (Func<Task> use in (Func<Task>[])[() => FindAsync(host), () => ReleaseAsync(host)])
        {
            (await use.Should().ThrowAsync<TenancyStoreException>().WithMessage("*MigrateTenancyAsync*")).Which.IsTransient.Should().BeFalse();
        }

        await host.MigrateTenancyAsync(Cancelled);
        Func<Task> again = () => FindsNothingAsync(host);
        await again.Should().NotThrowAsync("what failed is checked again");
    }

    [Theory, EveryDatabase]
    public async Task Newer_schema_is_refused(DatabaseKind kind)
    {
        await using EmptyDatabase database = await EmptyDatabase.CreateAsync(kind, server);
        await database.Start().MigrateTenancyAsync(Cancelled);
        await database.ExecuteAsync($"INSERT INTO {History} VALUES ('29990101000000_Later', '99.0.0')");
        ServiceProvider host = database.Start();

        foreach (Func<Task> act in (Func<Task>[])[() => host.MigrateTenancyAsync(Cancelled), () => FindAsync(host), () => ReleaseAsync(host)])
        {
            await act.Should().ThrowAsync<TenancyStoreException>().WithMessage("*newer*29990101000000_Later*");
        }
    }

    private static async Task FindsNothingAsync(ServiceProvider host)
    {
        (await FindAsync(host)).Should().BeNull();
        (await ReleaseAsync(host)).Should().BeFalse();
    }

    private static Task<Tenant?> FindAsync(ServiceProvider host) =>
        host.GetRequiredService<ITenantStore>().FindAsync(TenantId.Parse("nobody"), Cancelled).AsTask();

    private static Task<bool> ReleaseAsync(ServiceProvider host) =>
        host.GetRequiredService<ITenantStore>().ReleaseAsync(TenantId.Parse("nobody"), "a", null, onlyHeld: false, Cancelled).AsTask();
}
