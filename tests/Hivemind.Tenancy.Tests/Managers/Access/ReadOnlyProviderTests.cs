using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace Hivemind.Tenancy.Tests;

/// <summary>A provider that answers two questions and cannot be written to.</summary>
public sealed class ReadOnlyProviderTests : IAsyncLifetime
{
    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly PermissionScope Web = PermissionScope.Namespace(Some.TenantId, "web");

    private readonly IRbacProvider _provider = Substitute.For<IRbacProvider>();
    private readonly TenancyHost _host;

    public ReadOnlyProviderTests()
    {
        _host = new TenancyHost(services: services => services.AddSingleton(_provider));
        _provider.GetScopesAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(GrantedScopes.None);
    }

    /// <summary>What needs an administrator.</summary>
    public static TheoryData<string> Administration =>
    [
        "ListRolesAsync", "SetRoleAsync", "RemoveRoleAsync", "BindRoleAsync(binding)", "BindRoleAsync(binding, key)", "UnbindRoleAsync", "ListBindingsAsync",
        "AddGroupMemberAsync", "RemoveGroupMemberAsync", "ListGroupsAsync", "ListGroupMembersAsync",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _host.CreateAsync("acme", namespaces: "web");

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Its_grants_decide()
    {
        _provider.IsGrantedAsync(Some.User, ReadPods, Arg.Is<PermissionScope>(s => s.TenantUid != null && Web.Includes(s)), Arg.Any<CancellationToken>()).Returns(true);
        Scopes(Web);

        (await _host.Access.CheckPermissionAsync(Some.User, ReadPods, Web, Cancellation)).Should().BeTrue();
        (await _host.Access.CheckPermissionAsync(Some.User, ReadPods, Own, Cancellation)).Should().BeFalse();
        (await _host.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, Cancellation)).Should().BeTrue();
        (await _host.Access.GetAccessibleTenantsAsync(Some.User, Cancellation)).Should().ContainSingle();
        (await _host.Tenants.GetTenantContextAsync(Some.User, Some.TenantId, Cancellation)).UserId.Should().Be(Some.User);
    }

    [Fact]
    public async Task Owner_is_not_its_business()
    {
        _provider.ClearReceivedCalls();

        (await _host.Access.CheckPermissionAsync(Some.Owner, ReadPods, Web, Cancellation)).Should().BeTrue();
        (await _host.Access.CheckTenantAccessAsync(Some.Owner, Some.TenantId, Cancellation)).Should().BeTrue();

        _provider.ReceivedCalls().Should().BeEmpty();
    }

    [Fact]
    public async Task It_is_not_asked_about_what_does_not_exist()
    {
        _provider.IsGrantedAsync(Some.User, ReadPods, Arg.Any<PermissionScope>(), Arg.Any<CancellationToken>()).Returns(true);
        Scopes(PermissionScope.Tenant(Some.OtherTenantId), PermissionScope.Namespace(Some.TenantId, "none"));

        (await _host.Access.CheckPermissionAsync(Some.User, ReadPods, PermissionScope.Tenant(Some.OtherTenantId), Cancellation)).Should().BeFalse();
        (await _host.Access.CheckPermissionAsync(Some.User, ReadPods, PermissionScope.Namespace(Some.TenantId, "none"), Cancellation)).Should().BeFalse();
        (await _host.Access.CheckTenantAccessAsync(Some.User, Some.OtherTenantId, Cancellation)).Should().BeFalse();
        (await _host.Access.CheckTenantAccessAsync(Some.User, Some.TenantId, Cancellation)).Should().BeFalse("a grant in a namespace that is not there reaches nothing");
        (await _host.Access.GetAccessibleTenantsAsync(Some.User, Cancellation)).Should().BeEmpty();
    }

    [Fact]
    public async Task It_explains_by_scopes_alone()
    {
        _provider.IsGrantedAsync(Some.User, ReadPods, Arg.Is<PermissionScope>(s => s.TenantUid != null && Web.Includes(s)), Arg.Any<CancellationToken>()).Returns(true);
        Scopes(Own, PermissionScope.Tenant(Some.OtherTenantId), PermissionScope.Namespace(Some.TenantId, "none"));

        AccessExplanation granted = await _host.Access.ExplainAccessAsync(Some.User, ReadPods, Web, Cancellation);
        AccessExplanation denied = await _host.Access.ExplainAccessAsync(Some.User, new Permission("pods", "delete"), Web, Cancellation);
        AccessExplanation access = await _host.Access.ExplainAccessAsync(Some.User, Some.TenantId, Cancellation);

        granted.Grants.Should().ContainSingle().Which.Should().Be(new AccessGrant(AccessGrantKind.Provider, Own, null, null));
        granted.Reason.Should().ContainAll("ulrich", "pods:read", "grant at 'acme'");
        denied.IsGranted.Should().BeFalse();
        access.Grants.Should().ContainSingle().Which.Scope.Should().Be(Own);
    }

    [Theory]
    [MemberData(nameof(Administration))]
    public async Task Administration_is_not_supported_and_says_so(string method)
    {
        Func<Task> call = () => ManagerCalls.All[$"IAccessManager.{method}"](_host, Cancellation);

        await call.Should().ThrowAsync<NotSupportedException>().WithMessage($"*read-only*{nameof(IRbacAdministrator)}*");
    }

    [Theory]
    [MemberData(nameof(Administration))]
    public async Task Administration_is_refused_to_those_who_may_not_before_it_is_said_to_be_unsupported(string method)
    {
        if (method is "ListRolesAsync")
        {
            return;
        }

        using IDisposable scope = Some.Context("acme", "stranger").Enter();
        Func<Task> call = () => ManagerCalls.All[$"IAccessManager.{method}"](_host, Cancellation);

        await call.Should().ThrowAsync<TenantAccessDeniedException>();
    }

    [Fact]
    public async Task Tenants_live_without_an_administrator()
    {
        await _host.Tenants.RemoveNamespaceAsync(Some.TenantId, "web", Cancellation);
        await _host.Tenants.AddNamespaceAsync(Some.TenantId, "db", Cancellation);
        await _host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation);

        (await _host.Tenants.FindTenantAsync(Some.TenantId, Cancellation)).Should().BeNull();
    }

    [Fact]
    public async Task Tenant_scope_with_a_Global_grant_of_the_provider_reaches_every_tenant()
    {
        await _host.CreateAsync("globex");
        Scopes(PermissionScope.Global);

        (await _host.Access.GetAccessibleTenantsAsync(Some.User, Cancellation)).Should().HaveCount(2);
        (await _host.Access.CheckTenantAccessAsync(Some.User, Some.OtherTenantId, Cancellation)).Should().BeTrue();
        (await _host.Access.CheckTenantAccessAsync(Some.User, TenantId.Parse("none"), Cancellation)).Should().BeFalse();
    }

    private void Scopes(params PermissionScope[] scopes) =>
        _provider.GetScopesAsync(Some.User, Arg.Any<CancellationToken>()).Returns(new GrantedScopes(scopes));
}
