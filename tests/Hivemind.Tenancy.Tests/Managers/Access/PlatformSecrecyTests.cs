using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.Tests;

/// <summary>Inside a tenant nobody learns who runs the platform, or of tenants that are being made.</summary>
public sealed class PlatformSecrecyTests : IAsyncDisposable
{
    private static readonly Permission Anything = new(Permission.Any, Permission.Any);

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Owner_does_not_learn_what_another_user_holds_at_Global_scope()
    {
        await MakeRootAsync();
        using TenantScope scope = new TenantContext(Some.TenantId, Some.Owner).Enter();

        Func<Task> check = async () => await _host.Access.CheckPermissionAsync("root", Anything, PermissionScope.Global, Cancellation);
        Func<Task> explain = async () => await _host.Access.ExplainAccessAsync("root", Anything, PermissionScope.Global, Cancellation);

        await check.Should().ThrowAsync<TenantAccessDeniedException>();
        await explain.Should().ThrowAsync<TenantAccessDeniedException>();
    }

    [Fact]
    public async Task Owner_learns_that_a_Global_grant_reaches_the_tenant_but_not_through_which_role_and_group()
    {
        await MakeRootAsync();
        using TenantScope scope = new TenantContext(Some.TenantId, Some.Owner).Enter();

        AccessExplanation explanation = await _host.Access.ExplainAccessAsync("root", Some.TenantId, Cancellation);

        explanation.IsGranted.Should().BeTrue();
        explanation.Grants.Should().Equal(new AccessGrant(AccessGrantKind.Binding, PermissionScope.Global, null, null));
        explanation.Reason.Should().NotContain("operations").And.NotContain(BuiltInRoles.PlatformAdmin.Id);
    }

    [Fact]
    public async Task Users_learn_what_they_hold_themselves()
    {
        await MakeRootAsync();
        using TenantScope scope = new TenantContext(Some.TenantId, "root").Enter();

        AccessExplanation explanation = await _host.Access.ExplainAccessAsync("root", Anything, PermissionScope.Global, Cancellation);

        explanation.Grants.Should().ContainSingle().Which.Group.Should().Be(new GroupReference("operations"));
    }

    [Fact]
    public async Task Pending_tenant_of_others_is_not_continued_from_inside_a_tenant()
    {
        await using TenancyHost host = new(services: services => services.AddSingleton<ITenantProvisioner>(new OnlyAcme()));
        await host.CreateAsync();
        await host.Awaiting(h => h.CreateAsync("globex")).Should().ThrowAsync<TenantProvisioningException>();
        await host.BindAsync(Some.User, BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        using TenantScope scope = new TenantContext(Some.TenantId, Some.User).Enter();

        await host.Awaiting(h => h.CreateAsync("globex")).Should().ThrowAsync<TenantConflictException>();
    }

    private async Task MakeRootAsync()
    {
        await _host.CreateAsync();
        await _host.Access.BindRoleAsync(
            new RoleBinding(RoleSubject.Group("operations"), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global), Cancellation);
        await _host.Access.AddGroupMemberAsync("operations", "root", Cancellation);
    }

    private sealed class OnlyAcme : ITenantProvisioner
    {
        public ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) =>
            tenant.Id == Some.TenantId ? ValueTask.CompletedTask : ValueTask.FromException(new InvalidOperationException("not now"));

        public ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
