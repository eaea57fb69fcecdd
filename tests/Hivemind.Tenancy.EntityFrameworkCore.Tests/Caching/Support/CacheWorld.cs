using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>A store and a provider in memory, as other hosts share them, and this host's cache before them.</summary>
internal sealed class CacheWorld : IAsyncDisposable
{
    public static readonly TenantId Acme = TenantId.Parse("acme");

    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(5);

    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    public static readonly Permission Deploy = Permission.Parse("containers:deploy");

    private readonly ServiceProvider _other;
    private readonly ServiceProvider _host;

    public CacheWorld(TimeSpan? duration = null, int capacity = TenancyCaches.Capacity)
    {
        _other = new ServiceCollection().AddSingleton<TimeProvider>(Time).AddTrustedTenancy().Services.BuildServiceProvider();
        Caches = new TenancyCaches(Time, duration ?? Duration, meters: null, capacity);
        Store = new CachingTenantStore(Interceptor.Before(OtherStore, Before), Caches);
        Rbac = new CachingRbacProvider(Interceptor.Before(OtherRbac, Before), Caches);
        _host = new ServiceCollection()
            .AddSingleton<TimeProvider>(Time).AddSingleton<ITenantStore>(Store).AddSingleton<IRbacProvider>(Rbac)
            .AddTrustedTenancy().Services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.Zero));

    public TenancyCaches Caches { get; }

    public CachingTenantStore Store { get; }

    public CachingRbacProvider Rbac { get; }

    /// <summary>This host's managers, which stand on the cache.</summary>
    public ITenantManager Tenants => _host.GetRequiredService<ITenantManager>();

    public IAccessManager Access => _host.GetRequiredService<IAccessManager>();

    /// <summary>Another host's managers, which do not.</summary>
    public ITenantManager OtherTenants => _other.GetRequiredService<ITenantManager>();

    public IAccessManager OtherAccess => _other.GetRequiredService<IAccessManager>();

    public ITenantStore OtherStore => _other.GetRequiredService<ITenantStore>();

    public IRbacAdministrator OtherRbac => (IRbacAdministrator)_other.GetRequiredService<IRbacProvider>();

    /// <summary>The names of the calls that came through the cache.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What happens around calls that come through the cache.</summary>
    public Around Around { get; set; } = (_, _, call) => call();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Acme as it was created last; by its id alone before.</summary>
    public TenantReference Reference { get; private set; } = Acme;

    public async Task<Tenant> CreateAsync(string id = "acme")
    {
        Tenant tenant = await OtherTenants.CreateTenantAsync(
            new TenantSpec { Id = TenantId.Parse(id), Name = $"Tenant {id}", OwnerId = "olivia" }, Cancellation);
        Reference = tenant.Id == Acme ? tenant : Reference;
        return tenant;
    }

    public async Task<Tenant> DescribeAsync(string description) => await OtherTenants.UpdateTenantAsync(
        Acme, t => t with { Description = description }, cancellationToken: Cancellation);

    public async Task<Tenant?> FindAsync(string id = "acme") => await Store.FindAsync(TenantId.Parse(id), Cancellation);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _other.DisposeAsync();
        Caches.Dispose();
    }

    private object? Before(MethodInfo method, object?[] arguments, Func<object?> call)
    {
        lock (Calls)
        {
            Calls.Add(method.Name);
        }

        return Around(method, arguments, call);
    }
}
