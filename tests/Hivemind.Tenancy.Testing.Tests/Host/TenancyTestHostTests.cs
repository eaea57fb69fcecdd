using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Testing.Tests;

public sealed class TenancyTestHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Host_is_ready_in_one_line()
    {
        await using TenancyTestHost host = new();

        Tenant acme = await host.CreateTenantAsync(change: s => s with { ResourceQuotas = new ResourceQuotas { Containers = 1 } }, cancellationToken: Cancellation);
        (await host.Quotas.ReserveAsync(acme.Id, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancellation)).Amounts.Containers.Should().Be(1);
        (await host.Access.CheckTenantAccessAsync(TestTenants.Owner, acme.Id, Cancellation)).Should().BeTrue();

        acme.Should().Match<Tenant>(t => t.Status == TenantStatus.Active && t.CreatedAt == host.Clock.GetUtcNow());
        host.Events.Of<TenantCreated>().Should().ContainSingle();
        host.Events.All.Should().HaveCountGreaterThan(1);
        host.Events.Clear();
        host.Events.All.Should().BeEmpty();
    }

    [Fact]
    public async Task Leases_end_when_the_test_says_so()
    {
        await using TenancyTestHost host = new();
        Tenant acme = await host.CreateTenantAsync(cancellationToken: Cancellation);
        ResourceReservation reservation = await host.Quotas.ReserveAsync(acme.Id, new ResourceAmounts { Containers = 1 }, cancellationToken: Cancellation);

        host.Clock.Advance(TimeSpan.FromSeconds(30));

        (await host.Quotas.GetUsageAsync(acme.Id, Cancellation)).Held.Should().Be(0);
        await reservation.Invoking(async r => await r.CommitAsync(Cancellation)).Should().ThrowAsync<ReservationExpiredException>();
    }

    [Fact]
    public async Task Options_and_services_are_the_tests_own()
    {
        await using TenancyTestHost host = new(
            options => options.AllowNoContext = false,
            tenancy => tenancy.UseRbac(TestRbac.AllowAll).Services.AddSingleton("the code under test"));

        host.Services.GetRequiredService<string>().Should().Be("the code under test");
        host.Services.GetRequiredService<IRbacProvider>().Should().BeSameAs(TestRbac.AllowAll);
        await host.Invoking(async h => await h.Tenants.ListTenantsAsync(null, Cancellation)).Should().ThrowAsync<TenantContextMissingException>();
        await host.CreateTenantAsync(cancellationToken: Cancellation);
        host.Events.Of<TenantCreated>().Single().Actor.Should().Be("test", "the host prepares as System, wherever the test stands");
    }

    [Fact]
    public async Task Provider_fakes_answer_as_told()
    {
        ScriptedRbac script = new ScriptedRbac().Allow("bob", "containers:deploy", "acme/web");
        RecordingRbac rbac = new(script);
        await using TenancyTestHost host = new(configure: tenancy => tenancy.UseRbac(rbac));
        Tenant acme = await host.CreateTenantAsync(change: s => s with { Namespaces = ["web"] }, cancellationToken: Cancellation);
        Permission deploy = Permission.Parse("containers:deploy");
        PermissionScope web = PermissionScope.Namespace(acme, "web");

        (await host.Access.CheckPermissionAsync("bob", deploy, web, Cancellation)).Should().BeTrue();
        (await host.Access.CheckPermissionAsync("bob", deploy, PermissionScope.Tenant(acme.Id), Cancellation)).Should().BeFalse();
        rbac.Questions.Should().Contain(new RbacQuestion("bob", deploy, web, true));
        script.Revoke("bob");
        (await host.Access.CheckPermissionAsync("bob", deploy, web, Cancellation)).Should().BeFalse();
        script.FailWith(new TenancyStoreException("down", isTransient: true));
        await host.Invoking(async h => await h.Access.CheckPermissionAsync("bob", deploy, web, Cancellation)).Should().ThrowAsync<TenancyStoreException>();
        (await TestRbac.DenyAll.IsGrantedAsync("bob", deploy, web, Cancellation)).Should().BeFalse();
        (await TestRbac.DenyAll.GetScopesAsync("bob", Cancellation)).Scopes.Should().BeEmpty();
        (await TestRbac.AllowAll.GetScopesAsync("bob", Cancellation)).IsGlobal.Should().BeTrue();
    }

    [Fact]
    public async Task Tenant_made_by_hand_is_one_that_a_store_takes()
    {
        await using TenancyTestHost host = new();
        Tenant tenant = TestTenants.Tenant("beta");
        await host.Services.GetRequiredService<ITenantStore>().AddAsync(
            tenant, new TenantCreated { OccurredAt = tenant.CreatedAt, TenantId = tenant.Id, Tenant = tenant }, null, Cancellation);

        (await host.Tenants.GetTenantAsync(tenant.Id, Cancellation)).Should().Be(tenant);
    }
}
