using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A host on a database of its own whose schema is up to date. A fixture of a test class: tests keep apart by tenant.</summary>
public sealed class PostgresHost(PostgresServer server) : IAsyncLifetime
{
    private readonly List<ServiceProvider> _hosts = [];
    private int _lastTenant;

    public static readonly DateTimeOffset Start = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public PostgresDatabase Database { get; private set; } = null!;

    public ITenantStore Store { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Database = await server.CreateDatabaseAsync();
        ServiceProvider host = NewHost();
        await host.MigrateTenancyAsync();
        Store = host.GetRequiredService<ITenantStore>();
    }

    /// <summary>Another host on the same database, with connections of its own. It keeps no answers, so it does not listen either: every message is a test's.</summary>
    /// <param name="connectionString">Another than the database's.</param>
    /// <param name="configure">Sets options.</param>
    /// <param name="clock">The store's time; the server's unless given.</param>
    public ServiceProvider NewHost(string? connectionString = null, Action<HivemindTenancyOptions>? configure = null, TimeProvider? clock = null)
    {
        ServiceCollection services = new();
        if (clock is not null)
        {
            services.AddSingleton(new StoreClock(clock));
        }

        services.AddTrustedTenancy(configure ?? (_ => { })).UsePostgreSql(
            connectionString ?? Database.ConnectionString, options => options.CacheDuration = TimeSpan.Zero);
        ServiceProvider host = services.BuildServiceProvider();
        lock (_hosts)
        {
            _hosts.Add(host);
        }

        return host;
    }

    /// <summary>An Active tenant that nobody else uses.</summary>
    public async Task<TenantId> AddTenantAsync(ResourceQuotas? quotas = null, TenantStatus status = TenantStatus.Active)
    {
        TenantId id = TenantId.Parse("t" + Interlocked.Increment(ref _lastTenant).ToString(CultureInfo.InvariantCulture));
        Tenant tenant = new()
        {
            Id = id,
            Uid = TenantUid.NewUid(),
            Name = id.Value,
            OwnerId = "owner",
            ResourceQuotas = quotas ?? ResourceQuotas.Unlimited,
            Status = status,
            CreatedAt = Start,
            UpdatedAt = Start,
            Version = 1,
            StatusVersion = 1,
        };
        await Store.AddAsync(
            tenant, new TenantCreated { TenantId = id, OccurredAt = Start, Tenant = tenant }, null, TestContext.Current.CancellationToken);
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ServiceProvider host in _hosts)
        {
            await host.DisposeAsync();
        }

        await Database.DisposeAsync();
    }
}
