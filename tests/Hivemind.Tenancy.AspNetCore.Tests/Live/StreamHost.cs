using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>Streams without a network, by the host's clock, over a store and a provider whose calls are counted. alice owns acme, gina globex.</summary>
internal sealed class StreamHost : IAsyncDisposable
{
    private readonly ServiceProvider? _services;
    private Lazy<ITenantStore>? _bare;
    private readonly List<EventFollower> _followers = [];
    private int _calls;

    /// <param name="tenancy">Adds to tenancy, before the calls are counted.</param>
    /// <param name="after">Adds services last.</param>
    public StreamHost(Action<HivemindTenancyBuilder>? tenancy = null, Action<IServiceCollection>? after = null)
    {
        ServiceCollection services = new();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        HivemindTenancyBuilder builder = services.AddTrustedTenancy().AddAspNetCore();
        tenancy?.Invoke(builder);
        Count<ITenantStore, ITenantStore>(services);
        Count<IRbacProvider, IRbacAdministrator>(services);
        after?.Invoke(services);

        _services = services.BuildServiceProvider();
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>What happens around a call of the store or the provider, by the method's name.</summary>
    public Func<string, Func<object?>, object?> Around { get; set; } = (_, call) => call();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    /// <summary>How often store and provider were called, the wait for events aside.</summary>
    public int Calls => Volatile.Read(ref _calls);

    public ITenantManager Tenants => _services!.GetRequiredService<ITenantManager>();

    public IAccessManager Access => _services!.GetRequiredService<IAccessManager>();

    public IQuotaManager Quotas => _services!.GetRequiredService<IQuotaManager>();

    public LiveRegistry Live => _services!.GetRequiredService<LiveRegistry>();

    public LiveWatch Watch => _services!.GetRequiredService<LiveWatch>();

    public UsageSampler Sampler => Get<UsageSampler>();

    public ITenantEventStream Events => _services!.GetRequiredService<ITenantEventStream>();

    public T Get<T>()
        where T : notnull => _services!.GetRequiredService<T>();

    public async Task<Tenant> CreateAsync(string id, string owner) => await Tenants.EnsureTenantAsync(
        new TenantSpec { Id = TenantId.Parse(id), Name = id, OwnerId = owner, Namespaces = [$"{id}-web"] }, Token);

    public EventFollower Follow(string user, TenantReference? tenant, long? after = null)
    {
        EventFollower follower = new(Events.FollowAsync(user, tenant, after, Token));
        _followers.Add(follower);
        return follower;
    }

    /// <summary>As <see cref="Follow"/>, and waits for the first entry.</summary>
    public async Task<EventFollower> FollowFromNowAsync(string user, TenantReference? tenant)
    {
        EventFollower follower = Follow(user, tenant);
        (await follower.TakeAsync()).IsLostTrack.Should().BeTrue();
        return follower;
    }

    public async Task<Tenant> DescribeAsync(TenantReference tenant, string text) =>
        await Tenants.UpdateTenantAsync(tenant, t => t with { Description = text }, cancellationToken: Token);

    public async Task BindAsync(string user, Role role, PermissionScope scope, DateTimeOffset? endsAt = null) =>
        await Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), role.Id, scope) { EndsAt = endsAt }, Token);

    public async Task UnbindAsync(string user, Role role, PermissionScope scope) =>
        await Access.UnbindRoleAsync(new RoleBinding(RoleSubject.User(user), role.Id, scope), Token);

    public static Task UntilAsync(string condition, Func<bool> holds) => HangLimit.UntilAsync(condition, () => Task.FromResult(holds()), Token);

    /// <summary>Lets time pass, a tick of the watch at a time, until something holds.</summary>
    public Task AdvanceUntilAsync(string condition, Func<bool> holds) => UntilAsync(condition, () =>
    {
        bool isThere = holds();
        if (!isThere)
        {
            Time.Advance(LiveWatch.Tick);
        }

        return isThere;
    });

    /// <summary>Waits until nobody is due.</summary>
    public Task SettledAsync() => UntilAsync("nobody is due", () => Live.Due == 0);

    public async ValueTask DisposeAsync()
    {
        foreach (EventFollower follower in _followers)
        {
            await follower.DisposeAsync();
        }

        await _services!.DisposeAsync();
    }

    private void Count<TService, TProxied>(IServiceCollection services)
        where TService : class
        where TProxied : class, TService
    {
        ServiceDescriptor former = services.Last(s => s.ServiceType == typeof(TService));
        services.AddSingleton<TService>(provider => Interceptor.Before(
            (TProxied)(former.ImplementationFactory?.Invoke(new Bare(provider, this)) ?? ActivatorUtilities.CreateInstance(provider, former.ImplementationType!)),
            CountCall));
        if (typeof(TService) == typeof(ITenantStore))
        {
            // The provider in memory shares the log of the store itself, not of what stands before it.
            _bare = new Lazy<ITenantStore>(() => (ITenantStore)ActivatorUtilities.CreateInstance(_services!, former.ImplementationType!));
            services.AddSingleton(_ => Interceptor.Before(_bare.Value, CountCall));
        }
    }

    private object? CountCall(MethodInfo method, object?[] arguments, Func<object?> call)
    {
        if (method.Name != nameof(ITenantStore.WaitForEventsAsync))
        {
            Interlocked.Increment(ref _calls);
        }

        return Around(method.Name, call);
    }

    /// <summary>Gives a provider the store without what stands before it.</summary>
    private sealed class Bare(IServiceProvider services, StreamHost host) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ITenantStore) ? host._bare!.Value : services.GetService(serviceType);
    }
}
