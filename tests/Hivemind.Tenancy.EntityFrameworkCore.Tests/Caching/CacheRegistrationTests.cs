using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

public sealed class CacheRegistrationTests : IAsyncDisposable
{
    private readonly CacheWorld _world = new(TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task Store_and_provider_are_read_through_the_cache()
    {
        await using ServiceProvider host = Build();
        ITenantStore store = host.GetRequiredService<ITenantStore>();
        IRbacProvider rbac = host.GetRequiredService<IRbacProvider>();

        for (int i = 0; i < 2; i++)
        {
            await store.FindAsync(CacheWorld.Acme, Cancellation);
            await rbac.GetScopesAsync("bob", Cancellation);
        }

        rbac.Should().BeAssignableTo<IRbacAdministrator>();
        store.Should().BeAssignableTo<ITenantStore>();
        _world.Calls.Should().Equal(nameof(ITenantStore.FindAsync), nameof(IRbacAdministrator.GetGrantsAsync));
        host.GetRequiredService<TenancyCacheInvalidator>().EverythingChanged();
        await store.FindAsync(CacheWorld.Acme, Cancellation);
        _world.Calls.Should().HaveCount(3);
    }

    [Fact]
    public async Task Options_say_how_long()
    {
        await _world.CreateAsync();
        await using ServiceProvider host = Build(TimeSpan.FromSeconds(30));
        ITenantStore store = host.GetRequiredService<ITenantStore>();
        await store.FindAsync(CacheWorld.Acme, Cancellation);

        _time.Advance(TimeSpan.FromSeconds(30) - CacheWorld.Moment);
        await store.FindAsync(CacheWorld.Acme, Cancellation);
        _world.Calls.Should().HaveCount(1);
        _time.Advance(CacheWorld.Moment);
        await store.FindAsync(CacheWorld.Acme, Cancellation);
        _world.Calls.Should().HaveCount(2);
    }

    [Fact]
    public async Task Registering_twice_is_harmless()
    {
        await using ServiceProvider host = Build(times: 2);

        await host.GetRequiredService<ITenantStore>().FindAsync(CacheWorld.Acme, Cancellation);
        host.GetServices<ITenantStore>().Should().ContainSingle();
        host.GetServices<IRbacProvider>().Should().ContainSingle();
        host.GetServices<TenancyCacheInvalidator>().Should().ContainSingle();
        _world.Calls.Should().ContainSingle();
    }

    [Fact]
    public async Task Look_ups_are_counted_when_there_is_a_listener()
    {
        await _world.CreateAsync();
        await using ServiceProvider host = Build();
        ITenantStore store = host.GetRequiredService<ITenantStore>();
        IRbacProvider rbac = host.GetRequiredService<IRbacProvider>();
        await store.FindAsync(CacheWorld.Acme, Cancellation);
        List<string> counted = [];
        using MeterListener listener = Listen(host, line => counted.Add(line));

        await store.FindAsync(CacheWorld.Acme, Cancellation);
        await store.FindAsync(TenantId.Parse("none"), Cancellation);
        await store.FindManyAsync([CacheWorld.Acme, TenantId.Parse("none"), TenantId.Parse("other")], Cancellation);
        await rbac.IsGrantedAsync("bob", CacheWorld.Deploy, PermissionScope.Global, Cancellation);
        await rbac.IsGrantedAsync("bob", CacheWorld.Deploy, PermissionScope.Global, Cancellation);
        await rbac.GetScopesAsync("bob", Cancellation);

        counted.Should().Equal("1 tenants hit", "1 tenants miss", "2 tenants hit", "1 tenants miss", "1 access miss", "1 access hit", "1 access miss");
    }

    [Fact]
    public async Task Exception_of_a_listener_is_swallowed()
    {
        await using ServiceProvider host = Build();
        using MeterListener listener = Listen(host, _ => throw new IOException("disk full"));

        for (int i = 0; i < 2; i++)
        {
            (await host.GetRequiredService<ITenantStore>().FindAsync(CacheWorld.Acme, Cancellation)).Should().BeNull();
        }
    }

    private static MeterListener Listen(ServiceProvider host, Action<string> counted)
    {
        Meter meter = host.GetRequiredService<IMeterFactory>().Create(TenancyDiagnostics.MeterName);
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == meter && instrument.Name == TenancyCacheDiagnostics.LookupsInstrument)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            Dictionary<string, object?> byName = new(tags.ToArray());
            counted($"{count} {byName[TenancyCacheDiagnostics.CacheTag]} {byName[TenancyCacheDiagnostics.OutcomeTag]}");
        });
        listener.Start();
        return listener;
    }

    /// <summary>A host over the world's store and provider, which stand behind caches that keep nothing.</summary>
    private ServiceProvider Build(TimeSpan? duration = null, int times = 1)
    {
        ServiceCollection services = new();
        services.AddSingleton<IMeterFactory, OneMeter>();
        services.AddSingleton<TimeProvider>(_time).AddSingleton(_world.Store).AddSingleton(_world.Rbac);
        services.Configure<TenancyDatabaseOptions>(o => o.CacheDuration = duration ?? o.CacheDuration);
        HivemindTenancyBuilder builder = services.AddHivemindTenancy();
        for (int i = 0; i < times; i++)
        {
            builder.UseCached<CachingTenantStore, CachingRbacProvider>();
        }

        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private sealed class OneMeter : IMeterFactory
    {
        private readonly Meter _meter = new(TenancyDiagnostics.MeterName);

        public Meter Create(MeterOptions options) => _meter;

        public void Dispose() => _meter.Dispose();
    }
}
