using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>Every public interface can be replaced by a fake.</summary>
public sealed class SeamTests
{
    public static TheoryData<Type> Interfaces => [.. typeof(ITenantManager).Assembly.GetExportedTypes().Where(t => t.IsInterface)];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void Fake_of_an_interface_takes_the_place_of_the_library_s(Type seam)
    {
        object fake = Substitute.For([seam], []);
        foreach (bool before in new[] { true, false })
        {
            ServiceCollection services = new();
            if (before)
            {
                services.AddSingleton(seam, fake);
            }

            services.AddTrustedTenancy();
            if (!before)
            {
                services.AddSingleton(seam, fake);
            }

            using ServiceProvider provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
            provider.GetRequiredService(seam).Should().BeSameAs(fake);
        }
    }

    [Fact]
    public async Task Fake_store_answers_as_it_is_set_up()
    {
        ITenantStore store = Substitute.For<ITenantStore>();
        store.FindAsync(Some.TenantId, Arg.Any<CancellationToken>()).Returns(Some.Tenant());
        store.FindLatestAsync(Some.TenantId, Arg.Any<CancellationToken>()).Returns(Some.Tenant()); // a substitute replaces default members, too
        await using TenancyHost host = new(services: services => services.AddSingleton(store));

        (await host.GetAsync()).Should().Be(Some.Tenant());
        (await host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation)).TenantUid.Should().Be(Some.Uid);
        await host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        (await host.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, Cancellation)).Should().BeTrue("the provider in memory does without the store in memory");
        host.Events.Of<RoleBound>().Should().ContainSingle();
    }

    [Fact]
    public async Task Fake_handler_and_provisioner_are_called()
    {
        ITenancyEventHandler handler = Substitute.For<ITenancyEventHandler>();
        ITenantProvisioner provisioner = Substitute.For<ITenantProvisioner>();
        await using TenancyHost host = new(services: services => services.AddSingleton(handler).AddSingleton(provisioner));

        await host.CreateAsync();

        await handler.Received(1).HandleAsync(Arg.Any<TenantCreated>(), Cancellation);
        await provisioner.Received(1).ProvisionAsync(Arg.Is<Tenant>(t => t.Status == TenantStatus.Pending), Cancellation);
    }
}
