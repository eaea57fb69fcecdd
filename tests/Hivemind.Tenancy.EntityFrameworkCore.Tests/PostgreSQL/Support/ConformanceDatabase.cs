using Hivemind.Tenancy.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>
/// One database for all conformance cases of a class, which run one after the other: two hosts on it that keep no answers, emptied
/// for each case.
/// </summary>
public sealed class ConformanceDatabase : IAsyncLifetime
{
    private readonly PostgresServer _server;
    private readonly List<ServiceProvider> _hosts = [];
    private readonly TestClock _clock = new();
    private readonly DateTimeOffset _start;
    private PostgresDatabase _database = null!;

    public ConformanceDatabase(PostgresServer server)
    {
        _server = server;
        _start = _clock.GetUtcNow();
    }

    public async ValueTask InitializeAsync()
    {
        _database = await _server.CreateDatabaseAsync();
        for (int i = 0; i < 2; i++)
        {
            ServiceCollection services = new();
            services.AddSingleton(new StoreClock(_clock));
            services.AddTrustedTenancy().UsePostgreSql(_database.ConnectionString, options => options.CacheDuration = TimeSpan.Zero);
            _hosts.Add(services.BuildServiceProvider());
        }

        await _hosts[0].MigrateTenancyAsync();
    }

    public async ValueTask<TenantStoreHarness> CreateStoreAsync(CancellationToken cancellationToken)
    {
        await EmptyAsync();
        _clock.SetUtcNow(_start);
        return new TenantStoreHarness(Store(0), _clock)
        {
            SecondHost = Store(1),
            BreakAsync = BreakAsync,
            Cleanup = RepairAsync,
        };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private ITenantStore Store(int host) => _hosts[host].GetRequiredService<ITenantStore>();

    private Task EmptyAsync() => _database.ExecuteAsync(
        "TRUNCATE ledgers, tenants, namespaces, ledger_resources, allocations, usage_records, consumption_windows, plans, plan_versions, events, event_readers, idempotency_keys, roles, role_bindings, group_members CASCADE; "
        + "UPDATE event_log SET newest = 0, trimmed = 0; UPDATE usage_log SET newest = 0, trimmed = 0");

    /// <summary>Everything is gone from where it is looked for. That the server itself goes is shown elsewhere.</summary>
    private async ValueTask BreakAsync(CancellationToken cancellationToken) => await _database.ExecuteAsync("ALTER SCHEMA public RENAME TO gone");

    private async ValueTask RepairAsync() => await _database.ExecuteAsync(
        "DO $$ BEGIN IF to_regnamespace('gone') IS NOT NULL THEN ALTER SCHEMA gone RENAME TO public; END IF; END $$");
}
