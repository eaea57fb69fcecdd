using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A host with tenancy in memory, made anew for each schedule, and short forms of what scenarios do.</summary>
internal sealed class Platform : IDisposable
{
    public const string Owner = "olivia";

    public static readonly TenantId Acme = TenantId.Parse("acme");

    private readonly ServiceProvider _provider;

    public Platform(
        ITenantProvisioner? provisioner = null,
        Action<HivemindTenancyOptions>? configure = null,
        Func<IConsumptionStore, IConsumptionStore>? consumption = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new StoreClock(Clock));
        services.AddHivemindTenancy(options => options.AllowNoContext = true);
        services.AddHivemindTenancy(configure);
        if (provisioner is not null)
        {
            services.AddSingleton(provisioner);
        }

        if (consumption is not null)
        {
            services.AddSingleton(provider => consumption((IConsumptionStore)provider.GetRequiredService<ITenantStore>()));
        }

        // Resolved before any task starts: the container's own locks are unknown to the tester.
        _provider = services.BuildServiceProvider();
        Tenants = _provider.GetRequiredService<ITenantManager>();
        Quotas = _provider.GetRequiredService<IQuotaManager>();
        Access = _provider.GetRequiredService<IAccessManager>();
        Consumption = _provider.GetRequiredService<IConsumptionManager>();
    }

    public ManualClock Clock { get; } = new();

    public ITenantManager Tenants { get; }

    public IQuotaManager Quotas { get; }

    public IAccessManager Access { get; }

    public IConsumptionManager Consumption { get; }

    /// <summary>A host with the Active tenant <see cref="Acme"/>.</summary>
    public static async Task<Platform> WithTenantAsync(long? containers = null)
    {
        Platform platform = new();
        await platform.CreateAsync(containers: containers);
        return platform;
    }

    public static TenantSpec Spec(string id = "acme", string? name = null, string owner = Owner, long? containers = null) => new()
    {
        Id = TenantId.Parse(id),
        Name = name ?? $"Tenant {id}",
        OwnerId = owner,
        Namespaces = [$"{id}-prod"],
        ResourceQuotas = new ResourceQuotas { Containers = containers },
    };

    public static ResourceAmounts Containers(long count) => new() { Containers = count };

    public Task CreateAsync(string id = "acme", string? name = null, string owner = Owner, long? containers = null) =>
        Tenants.CreateTenantAsync(Spec(id, name, owner, containers)).AsTask();

    public Task DeleteAsync() => Tenants.DeleteTenantAsync(Acme).AsTask();

    public Task LimitAsync(long containers) =>
        Tenants.UpdateResourceQuotasAsync(Acme, new ResourceQuotas { Containers = containers }).AsTask();

    /// <summary>Reserves containers: null when they do not fit.</summary>
    public async Task<ResourceReservation?> ReserveAsync(string id, long containers = 1, string? source = null)
    {
        ReservationOptions options = new() { AllocationId = id, Source = source };
        return (await Quotas.TryReserveAsync(Acme, Containers(containers), options)).Reservation;
    }

    public async Task CommitNewAsync(string id, long containers = 1, string? source = null) =>
        await (await ReserveAsync(id, containers, source))!.CommitAsync();

    public async Task<Allocation?> FindAllocationAsync(string id) =>
        (await Quotas.ListAllocationsAsync(Acme)).SingleOrDefault(a => a.Id == id);

    public async Task<ReconciliationMark> MarkAsync() => (await Quotas.ReadMarksAsync([Acme])).Single();

    public async Task<ResourceUsage> ContainersAsync() => (await Quotas.GetUsageAsync(Acme))[ResourceNames.Containers];

    /// <summary>What must be true of the ledgers, the log and the rights after every schedule.</summary>
    public async Task EnsureSoundAsync()
    {
        await AuditCheck.RunAsync(this);
        await AccessCheck.RunAsync(this);
        foreach (Tenant tenant in await Tenants.ListTenantsAsync())
        {
            await LedgerCheck.RunAsync(this, tenant);
        }
    }

    public void Dispose() => _provider.Dispose();
}
