using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

public sealed class RegistrationTests
{
    private static readonly ServiceProviderOptions Strict = new() { ValidateOnBuild = true, ValidateScopes = true };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What a host can ask for.</summary>
    public static TheoryData<Type> Services =>
    [
        typeof(ITenantManager), typeof(IQuotaManager), typeof(IAccessManager), typeof(ITenantStore), typeof(IRbacProvider),
        typeof(ITenantContextAccessor), typeof(TenantContextPropagator),
    ];

    [Theory]
    [MemberData(nameof(Services))]
    public void AddHivemindTenancy_registers_singletons(Type service)
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy();

        services.Should().ContainSingle(s => s.ServiceType == service).Which.Lifetime.Should().Be(ServiceLifetime.Singleton);
        using ServiceProvider provider = services.BuildServiceProvider(Strict);
        provider.GetRequiredService(service).Should().BeSameAs(provider.GetRequiredService(service));
    }

    [Fact]
    public void AddHivemindTenancy_twice_adds_nothing_but_options()
    {
        ServiceCollection services = new();
        HivemindTenancyBuilder first = services.AddHivemindTenancy(o => o.DefaultLease = TimeSpan.FromSeconds(5));
        int count = services.Count(s => s.ServiceType.Namespace == "Hivemind.Tenancy");

        HivemindTenancyBuilder second = services.AddHivemindTenancy(o => o.AllowNoContext = true);
        services.AddHivemindTenancy();

        services.Count(s => s.ServiceType.Namespace == "Hivemind.Tenancy").Should().Be(count);
        first.Services.Should().BeSameAs(services);
        second.Services.Should().BeSameAs(services);
        using ServiceProvider provider = services.BuildServiceProvider(Strict);
        HivemindTenancyOptions options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptions<HivemindTenancyOptions>>().Value;
        (options.DefaultLease, options.AllowNoContext).Should().Be((TimeSpan.FromSeconds(5), true), "every configuration is applied");
    }

    [Fact]
    public void AddHivemindTenancy_of_null_is_refused() =>
        ((Action)(() => ((IServiceCollection)null!).AddHivemindTenancy())).Should().Throw<ArgumentNullException>();

    [Fact]
    public async Task What_the_host_registered_before_stays()
    {
        FakeTimeProvider time = new(Some.Time.AddYears(1));
        ITenantStore store = Substitute.For<ITenantStore>();
        IRbacProvider rbac = Substitute.For<IRbacProvider>();
        ITenantContextAccessor accessor = Substitute.For<ITenantContextAccessor>();
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time).AddSingleton(store).AddSingleton(rbac).AddSingleton(accessor);

        services.AddTrustedTenancy();

        await using ServiceProvider provider = services.BuildServiceProvider(Strict);
        provider.GetRequiredService<ITenantStore>().Should().BeSameAs(store);
        provider.GetRequiredService<IRbacProvider>().Should().BeSameAs(rbac);
        provider.GetRequiredService<ITenantContextAccessor>().Should().BeSameAs(accessor);
        await provider.GetRequiredService<ITenantManager>().FindTenantAsync(Some.TenantId, Cancellation);
        await store.Received(1).FindAsync(Some.TenantId, Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Clock_of_the_host_is_used_registered_before_or_after()
    {
        FakeTimeProvider time = new(Some.Time.AddYears(1));
        foreach (bool before in new[] { true, false })
        {
            ServiceCollection services = new();
            if (before)
            {
                services.AddSingleton<TimeProvider>(time);
            }

            services.AddTrustedTenancy();
            if (!before)
            {
                services.AddSingleton<TimeProvider>(time);
            }

            await using ServiceProvider provider = services.BuildServiceProvider(Strict);
            Tenant tenant = await provider.GetRequiredService<ITenantManager>().CreateTenantAsync(Some.Spec(), Cancellation);
            tenant.CreatedAt.Should().Be(Some.Time.AddYears(1));
        }
    }

    [Fact]
    public void UseStore_and_UseRbac_replace_and_the_last_wins()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy().UseStore<StoreOne>().UseStore<StoreTwo>().UseRbac<RbacOne>().UseRbac<RbacTwo>();
        services.AddHivemindTenancy();

        services.Should().ContainSingle(s => s.ServiceType == typeof(ITenantStore)).Which.ImplementationType.Should().Be<StoreTwo>();
        services.Should().ContainSingle(s => s.ServiceType == typeof(IRbacProvider)).Which.ImplementationType.Should().Be<RbacTwo>();
        using ServiceProvider provider = services.BuildServiceProvider(Strict);
        provider.GetRequiredService<ITenantStore>().Should().BeOfType<StoreTwo>();
        provider.GetRequiredService<IRbacProvider>().Should().BeOfType<RbacTwo>();
    }

    [Fact]
    public void AddEventHandler_and_AddProvisioner_add_each_type_once_in_order()
    {
        ServiceCollection services = new();
        services.AddHivemindTenancy()
            .AddEventHandler<HandlerTwo>().AddEventHandler<HandlerOne>().AddEventHandler<HandlerTwo>()
            .AddProvisioner<ProvisionerTwo>().AddProvisioner<ProvisionerOne>().AddProvisioner<ProvisionerTwo>();
        services.AddHivemindTenancy().AddProvisioner<ProvisionerOne>().AddEventHandler<HandlerOne>();

        using ServiceProvider provider = services.BuildServiceProvider(Strict);
        provider.GetServices<ITenancyEventHandler>().Select(h => h.GetType()).Should().Equal(typeof(HandlerTwo), typeof(HandlerOne));
        provider.GetServices<ITenantProvisioner>().Select(p => p.GetType()).Should().Equal(typeof(ProvisionerTwo), typeof(ProvisionerOne));
    }

    [Fact]
    public void Builder_extensions_refuse_null()
    {
        foreach (Action act in new Action[]
        {
            () => ((HivemindTenancyBuilder)null!).UseStore<StoreOne>(),
            () => ((HivemindTenancyBuilder)null!).UseRbac<RbacOne>(),
            () => ((HivemindTenancyBuilder)null!).AddEventHandler<HandlerOne>(),
            () => ((HivemindTenancyBuilder)null!).AddProvisioner<ProvisionerOne>(),
        })
        {
            act.Should().Throw<ArgumentNullException>().WithParameterName("builder");
        }
    }

    [Fact]
    public async Task It_works_without_logging_options_or_clock_of_the_host()
    {
        ServiceCollection services = new();
        services.AddTrustedTenancy().AddEventHandler<HandlerOne>();
        await using ServiceProvider provider = services.BuildServiceProvider(Strict);

        Tenant tenant = await provider.GetRequiredService<ITenantManager>().CreateTenantAsync(Some.Spec(), Cancellation);

        tenant.Status.Should().Be(TenantStatus.Active);
        tenant.CreatedAt.Should().BeCloseTo(DateTimeOffset.UtcNow, TimeSpan.FromHours(1), "it is the system's clock");
        await using ResourceReservation reservation = await provider.GetRequiredService<IQuotaManager>().ReserveAsync(Some.TenantId, Some.Amounts(), default, Cancellation);
        reservation.IsCommitted.Should().BeFalse();
    }

    [Fact]
    public async Task Two_providers_of_one_collection_share_nothing()
    {
        ServiceCollection services = new();
        services.AddTrustedTenancy();
        await using ServiceProvider one = services.BuildServiceProvider(Strict);
        await using ServiceProvider two = services.BuildServiceProvider(Strict);

        await one.GetRequiredService<ITenantManager>().CreateTenantAsync(Some.Spec(), Cancellation);

        (await two.GetRequiredService<ITenantManager>().FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
    }

    private class StoreOne : UnusableStore;

    private sealed class StoreTwo : StoreOne;

    private class RbacOne : IRbacProvider
    {
        public ValueTask<bool> IsGrantedAsync(string userId, Permission permission, PermissionScope scope, CancellationToken cancellationToken) => new(false);

        public ValueTask<GrantedScopes> GetScopesAsync(string userId, CancellationToken cancellationToken) => new(GrantedScopes.None);
    }

    private sealed class RbacTwo : RbacOne;

    private class HandlerOne : ITenancyEventHandler
    {
        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class HandlerTwo : HandlerOne;

    private class ProvisionerOne : ITenantProvisioner
    {
        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class ProvisionerTwo : ProvisionerOne;
}
