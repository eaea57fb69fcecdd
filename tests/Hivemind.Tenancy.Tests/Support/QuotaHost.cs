using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.Tests;

/// <summary>
/// A host with one Active tenant and a clock, the store's too, that stands still until it is moved; the quota manager's methods as that
/// tenant's, under the running test's token.
/// </summary>
internal sealed class QuotaHost : IDisposable
{
    private readonly ServiceProvider _services;
    private long _read;

    /// <summary>A host without a tenant.</summary>
    public QuotaHost(
        StoreKind store = StoreKind.Direct, Action<HivemindTenancyOptions>? options = null, Action<IServiceCollection>? configure = null)
    {
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new StoreClock(Clock));
        configure?.Invoke(services);
        services.AddTrustedTenancy(options);
        if (store == StoreKind.Asynchronous)
        {
            ServiceDescriptor direct = services.Single(s => s.ServiceType == typeof(ITenantStore));
            services.Replace(ServiceDescriptor.Singleton<ITenantStore>(
                provider => Interceptor.Slow(
                    (ITenantStore)ActivatorUtilities.CreateInstance(provider, direct.ImplementationType!), verb => BeforeStep(verb), verb => AfterStep(verb))));
        }

        _services = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    public static TenantId TenantId => Some.TenantId;

    public FakeTimeProvider Clock { get; } = new(Some.Time);

    public DateTimeOffset Now => Clock.GetUtcNow();

    public IQuotaManager Quotas => Get<IQuotaManager>();

    public ITenantManager Tenants => Get<ITenantManager>();

    public ITenantStore Store => Get<ITenantStore>();

    /// <summary>What an asynchronous store does before each step it takes, given the verb's name.</summary>
    public Func<string, Task> BeforeStep { get; set; } = _ => Task.CompletedTask;

    /// <summary>What an asynchronous store does between taking a step and answering.</summary>
    public Func<string, Task> AfterStep { get; set; } = _ => Task.CompletedTask;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<QuotaHost> StartAsync(
        StoreKind store = StoreKind.Direct,
        ResourceQuotas? quotas = null,
        Action<HivemindTenancyOptions>? options = null,
        Action<IServiceCollection>? configure = null)
    {
        QuotaHost host = new(store, options, configure);
        await host.CreateTenantAsync(quotas);
        return host;
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public async Task<Tenant> CreateTenantAsync(ResourceQuotas? quotas = null) => await Tenants.CreateTenantAsync(
        Some.Spec(TenantId.ToString()) with { ResourceQuotas = quotas ?? ResourceQuotas.Unlimited }, Token);

    public async Task<Tenant> LimitAsync(ResourceQuotas quotas) => await Tenants.UpdateResourceQuotasAsync(TenantId, quotas, Token);

    public Task<Tenant> LimitAsync(params (string Resource, decimal Limit)[] limits) => LimitAsync(Resources.Quotas(limits));

    public async Task<ResourceReservation> ReserveAsync(
        ResourceAmounts amounts, string? id = null, TimeSpan? lease = null, string? source = null) =>
        await Quotas.ReserveAsync(TenantId, amounts, new ReservationOptions { AllocationId = id, Lease = lease, Source = source }, Token);

    /// <summary>Reserves and commits.</summary>
    public async Task RunAsync(ResourceAmounts amounts, string id, string? source = null) =>
        await (await ReserveAsync(amounts, id, source: source)).CommitAsync(Token);

    public async Task<ReservationResult> TryReserveAsync(ResourceAmounts amounts, string? id = null) =>
        await Quotas.TryReserveAsync(TenantId, amounts, new ReservationOptions { AllocationId = id }, Token);

    public async Task<QuotaDecision> CheckAsync(ResourceAmounts amounts) => await Quotas.CheckAsync(TenantId, amounts, Token);

    public async Task<TenantStatus> CommitAsync(string id, long? admission = null) => await Quotas.CommitAsync(TenantId, id, admission, Token);

    public async Task<DateTimeOffset?> RenewAsync(string id, TimeSpan? lease = null) => await Quotas.RenewAsync(TenantId, id, lease, Token);

    public async Task<bool> ReleaseAsync(string id, long? admission = null) => await Quotas.ReleaseAsync(TenantId, id, admission, Token);

    public async Task ResizeAsync(string id, ResourceAmounts amounts) => await Quotas.ResizeAsync(TenantId, id, amounts, Token);

    public async Task<QuotaDecision> TryResizeAsync(string id, ResourceAmounts amounts) =>
        await Quotas.TryResizeAsync(TenantId, id, amounts, Token);

    public async Task<TenantUsage> UsageAsync() => await Quotas.GetUsageAsync(TenantId, Token);

    public async Task<ResourceUsage> UsageAsync(string resource) => (await UsageAsync())[resource];

    public async Task<IReadOnlyList<Allocation>> ListAsync(AllocationQuery? query = null) =>
        await Quotas.ListAllocationsAsync(TenantId, query, Token);

    /// <summary>The ids of everything live.</summary>
    public async Task<IReadOnlyList<string>> IdsAsync() => [.. (await ListAsync()).Select(a => a.Id)];

    public async Task GraceAsync(ResourceAmounts ceiling, TimeSpan length) =>
        await Quotas.GrantGraceAsync(TenantId, ceiling, Now + length, cancellationToken: Token);

    public async Task<ResourceReservation> GrowAsync(string id, ResourceAmounts target, TimeSpan? lease = null) =>
        await Quotas.ReserveGrowthAsync(TenantId, id, target, lease, Token);

    public async Task<ReservationResult> TryGrowAsync(string id, ResourceAmounts target) =>
        await Quotas.TryReserveGrowthAsync(TenantId, id, target, null, Token);

    public async Task<bool> LowerAsync(string id, ResourceAmounts amounts, long change) =>
        await Quotas.LowerAsync(TenantId, id, amounts, change, Token);

    public async Task<Allocation> FindAsync(string id) => (await ListAsync()).Single(a => a.Id == id);

    public async Task<ReconciliationMark> MarkAsync() => (await Quotas.ReadMarksAsync([TenantId], Token)).Single();

    /// <summary>Reconciles with what a source was seen to run after <paramref name="mark"/>; after one that is read now unless given.</summary>
    public async Task<ReconciliationResult> ReconcileAsync(
        string source, ReconciliationMark? mark, params (string Id, ResourceAmounts Amounts)[] seen) =>
        await Quotas.ReconcileAsync(
            new AllocationObservation(source, mark ?? await MarkAsync(), seen.Select(s => new ObservedAllocation(s.Id, s.Amounts))), Token);

    /// <summary>Brings the tenant into a status by the store, past the lifecycle, which could not do it with something held.</summary>
    public async Task SetStatusAsync(TenantStatus status)
    {
        Tenant before = await Tenants.GetTenantAsync(TenantId, Token);
        Tenant after = before with { Status = status, Version = before.Version + 1, UpdatedAt = Now };
        TenantStatusChanged change = new() { OccurredAt = Now, TenantId = TenantId, TenantUid = before.Uid, From = before.Status, To = status };
        await Store.UpdateAsync(after, before.Version, onlyIfIdle: false, change, Token);
    }

    /// <summary>What was written to the log since the last call, of one kind.</summary>
    public async Task<IReadOnlyList<T>> NewEventsAsync<T>()
        where T : TenancyEvent
    {
        IReadOnlyList<TenancyEvent> events = (await Tenants.ReadEventsAsync(new EventQuery { After = _read, Tenant = TenantId, Limit = TenancyLimits.PageSize }, Token)).Events;
        _read = events.Count > 0 ? events[^1].Sequence : _read;
        return [.. events.OfType<T>()];
    }

    public void Dispose() => _services.Dispose();
}
