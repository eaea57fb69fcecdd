using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>A host's service that cannot even be made fails like one that fails when it is called.</summary>
public sealed class BrokenServiceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_that_cannot_be_made_breaks_nothing_and_is_logged()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenancyEventHandler, BrokenHandler>());

        Tenant tenant = await host.CreateAsync();

        tenant.Status.Should().Be(TenantStatus.Active);
        host.Logs.GetSnapshot().Should().Contain(record => record.Exception is InvalidTimeZoneException);
    }

    [Fact]
    public async Task Provisioner_that_cannot_be_made_leaves_the_tenant_Pending_with_the_reason()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenantProvisioner, BrokenProvisioner>());

        Func<Task> create = () => host.CreateAsync();

        (await create.Should().ThrowAsync<TenantProvisioningException>()).WithInnerException<InvalidTimeZoneException>();
        Tenant tenant = await host.Tenants.GetTenantAsync(Some.TenantId, Cancellation);
        tenant.Status.Should().Be(TenantStatus.Pending);
        tenant.StatusReason.Should().Contain("broken");
    }

    private sealed class BrokenHandler : ITenancyEventHandler
    {
        public BrokenHandler() => throw new InvalidTimeZoneException("broken");

        public ValueTask HandleAsync(TenancyEvent tenancyEvent, CancellationToken cancellationToken) => default;
    }

    private sealed class BrokenProvisioner : ITenantProvisioner
    {
        public BrokenProvisioner() => throw new InvalidTimeZoneException("broken");
    }
}
