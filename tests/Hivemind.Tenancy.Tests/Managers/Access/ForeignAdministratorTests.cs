using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>A provider that can be written to, but does not share the tenants' store: the manager decides for it what may be bound.</summary>
public sealed class ForeignAdministratorTests : IAsyncDisposable
{
    private readonly IRbacAdministrator _rbac = Substitute.For<IRbacAdministrator>();
    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public ForeignAdministratorTests()
    {
        _host = new TenancyHost(services: services => services.AddSingleton<IRbacProvider>(_rbac).AddSingleton<ITenantProvisioner>(_provisioner));
        _rbac.FindRoleAsync("tenant-viewer", Arg.Any<CancellationToken>()).Returns(BuiltInRoles.TenantViewer);
        _rbac.AddBindingAsync(Arg.Any<RoleBinding>(), Arg.Any<TenancyEvent>(), null, Arg.Any<CancellationToken>()).Returns(call => new BindingWritten(call.Arg<TenancyEvent>()));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Binding_to_a_live_tenant_is_written()
    {
        await _host.CreateAsync("acme", namespaces: "web");

        await _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Namespace(Some.TenantId, "web"));

        await _rbac.Received(1).AddBindingAsync(Arg.Any<RoleBinding>(), Arg.Any<TenancyEvent>(), Arg.Any<IdempotencyKey?>(), Arg.Any<CancellationToken>());
        _host.Events.Of<RoleBound>().Should().ContainSingle();
    }

    [Fact]
    public async Task Binding_to_what_is_not_there_never_reaches_the_provider()
    {
        await Lifecycles.BringToAsync(_host, _provisioner, TenantStatus.Terminating);

        Func<Task> terminating = () => _host.BindAsync(Some.User, BuiltInRoles.TenantViewer);
        Func<Task> absent = () => _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Tenant(Some.OtherTenantId));

        await terminating.Should().ThrowAsync<TenantNotActiveException>();
        await absent.Should().ThrowAsync<TenantNotFoundException>();
        await _host.CreateAsync("initech");
        Func<Task> noNamespace = () => _host.BindAsync(Some.User, BuiltInRoles.TenantViewer, PermissionScope.Namespace(TenantId.Parse("initech"), "web"));
        await noNamespace.Should().ThrowAsync<ArgumentException>();
        await _rbac.DidNotReceive().AddBindingAsync(Arg.Any<RoleBinding>(), Arg.Any<TenancyEvent>(), Arg.Any<IdempotencyKey?>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Deletion_and_removed_namespaces_take_their_bindings_away()
    {
        Tenant tenant = await _host.CreateAsync("acme", namespaces: "web");

        await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation);
        await _rbac.Received(1).RemoveWithinAsync(PermissionScope.Namespace(tenant, "web"), Arg.Any<CancellationToken>());
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);
        await _rbac.Received(1).RemoveWithinAsync(PermissionScope.Tenant(tenant), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Deletion_that_has_not_begun_is_not_finished_and_takes_no_binding_away()
    {
        await _host.CreateAsync();

        await this.Awaiting(_ => _host.Tenants.FinishDeletionAsync(Some.TenantId, "stuck", Cancellation).AsTask()).Should().ThrowAsync<InvalidTenantTransitionException>();

        await _rbac.DidNotReceive().RemoveWithinAsync(Arg.Any<PermissionScope>(), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task Nothing_changed_is_no_event()
    {
        _rbac.AddGroupMemberAsync("staff", Some.User, Arg.Any<TenancyEvent>(), Arg.Any<CancellationToken>()).Returns((TenancyEvent?)null);

        (await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation)).Should().BeFalse();

        _host.Events.All.Should().BeEmpty();
    }
}
