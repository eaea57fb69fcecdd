using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// A host with tenancy, as an application builds one: its clock stands still, its events and logs are recorded. A test's own code is trusted,
/// so it needs no context unless the test says so.
/// </summary>
internal sealed class TenancyHost : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Builds the host.</summary>
    /// <param name="options">Sets options.</param>
    /// <param name="services">Registers what the host has before tenancy: its own store, provisioners, handlers.</param>
    /// <param name="sharing">Another host, whose clock, store and RBAC this one shares.</param>
    public TenancyHost(
        Action<HivemindTenancyOptions>? options = null, Action<IServiceCollection>? services = null, TenancyHost? sharing = null)
    {
        Time = sharing?.Time ?? new FakeTimeProvider(Some.Time);
        ServiceCollection collection = new();
        collection.AddLogging(logging => logging.AddFakeLogging().SetMinimumLevel(LogLevel.Debug));
        collection.AddSingleton<TimeProvider>(Time);
        services?.Invoke(collection);
        if (sharing is not null)
        {
            collection.AddSingleton(sharing.Store);
            collection.AddSingleton(sharing.Rbac);
        }

        collection.AddSingleton<ITenancyEventHandler>(Events);
        collection.AddTrustedTenancy(options);
        _services = collection.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public FakeTimeProvider Time { get; }

    public RecordingHandler Events { get; } = new();

    public ITenantManager Tenants => Get<ITenantManager>();

    public IQuotaManager Quotas => Get<IQuotaManager>();

    public IUsageMeter Meter => Get<IUsageMeter>();

    public IConsumptionManager Consumption => Get<IConsumptionManager>();

    public IPlanManager Plans => Get<IPlanManager>();

    public IAccessManager Access => Get<IAccessManager>();

    public ITenantStore Store => Get<ITenantStore>();

    public IRbacProvider Rbac => Get<IRbacProvider>();

    public FakeLogCollector Logs => Get<FakeLogCollector>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Creates an Active tenant called after its id, owned by <see cref="Some.Owner"/> unless said otherwise.</summary>
    public async Task<Tenant> CreateAsync(string id = "acme", string owner = Some.Owner, params string[] namespaces) =>
        await Tenants.CreateTenantAsync(Some.Spec(id) with { OwnerId = owner, Namespaces = namespaces }, Cancellation);

    public async Task<Tenant> GetAsync(string id = "acme") => await Tenants.GetTenantAsync(TenantId.Parse(id), Cancellation);

    /// <summary>Binds a role to a user, in the tenant unless another scope is given.</summary>
    public async Task BindAsync(string user, Role role, PermissionScope? scope = null) =>
        await Access.BindRoleAsync(
            new RoleBinding(RoleSubject.User(user), role.Id, scope ?? PermissionScope.Tenant(Some.TenantId)), Cancellation);

    /// <summary>An observation of source "engine" that begins now, of a tenant that is there.</summary>
    public async Task<AllocationObservation> ObserveAsync(TenantId tenantId, params ObservedAllocation[] seen) =>
        new("engine", (await Store.ReadMarksAsync([tenantId], Cancellation)).Single(), seen);

    /// <summary>The whole log of changes, read as the host.</summary>
    public async Task<IReadOnlyList<TenancyEvent>> LogAsync() =>
        (await Store.ReadEventsAsync(new EventQuery { Limit = TenancyLimits.PageSize }, Cancellation)).Events;

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
