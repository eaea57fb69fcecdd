namespace Hivemind.Tenancy.Tests;

public sealed class ExplainAccessTests : IAsyncLifetime
{
    private static readonly Permission ReadPods = new("pods", "read");
    private static readonly PermissionScope Own = PermissionScope.Tenant(Some.TenantId);
    private static readonly PermissionScope Api = PermissionScope.Resource(Some.TenantId, "web", "api");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme", namespaces: ["web", "db"]);
        await _host.Access.AddGroupMemberAsync("staff", Some.User, Cancellation);
        await Bind(RoleSubject.Group("staff"), BuiltInRoles.TenantOperator, PermissionScope.Namespace(Some.TenantId, "web"));
        await Bind(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer, PermissionScope.Global);
        await Bind(RoleSubject.User(Some.User), BuiltInRoles.TenantViewer, PermissionScope.Namespace(Some.TenantId, "db"));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Every_grant_that_decides_is_named_with_its_group()
    {
        Tenant tenant = await _host.GetAsync();

        AccessExplanation explanation = await Explain(Some.User, ReadPods, Api);

        explanation.Should().BeEquivalentTo(new { UserId = Some.User, Permission = (Permission?)ReadPods, Scope = Api.WithUid(tenant.Uid), IsGranted = true });
        explanation.Grants.Should().BeEquivalentTo(new[]
        {
            new AccessGrant(AccessGrantKind.Binding, PermissionScope.Global, "tenant-viewer", null),
            new AccessGrant(AccessGrantKind.Binding, PermissionScope.Namespace(tenant, "web"), "tenant-operator", "staff"),
        });
        explanation.Reason.Should().ContainAll("ulrich", "pods:read", "acme/web/api", "tenant-viewer", "*", "tenant-operator", "acme/web", "staff");
    }

    [Theory]
    [InlineData(Some.User, "pods:deploy", "User 'ulrich' has permission 'pods:deploy' at scope 'acme/web/api': role 'tenant-operator' at 'acme/web' through group 'staff'.")]
    [InlineData(Some.User, "pods:read", "User 'ulrich' has permission 'pods:read' at scope 'acme/web/api': role 'tenant-viewer' at '*'; role 'tenant-operator' at 'acme/web' through group 'staff'.")]
    [InlineData(Some.Owner, "pods:read", "User 'olivia' has permission 'pods:read' at scope 'acme/web/api': owner of tenant 'acme'.")]
    [InlineData("nobody", "pods:read", "User 'nobody' has no grant of permission 'pods:read' at scope 'acme/web/api'.")]
    public async Task Reason_is_a_sentence_that_names_user_permission_place_and_each_grant(string user, string permission, string reason) =>
        (await Explain(user, Permission.Parse(permission), Api)).Reason.Should().Be(reason);

    [Theory]
    [InlineData(Some.Owner, "User 'olivia' has access to tenant 'acme': owner of tenant 'acme'.")]
    [InlineData("nobody", "User 'nobody' has no grant of access to tenant 'acme'.")]
    public async Task Reason_of_access_names_the_tenant(string user, string reason) =>
        (await _host.Access.ExplainAccessAsync(user, Some.TenantId, Cancellation)).Reason.Should().Be(reason);

    [Fact]
    public async Task Grants_that_do_not_decide_are_left_out()
    {
        AccessExplanation explanation = await Explain(Some.User, new Permission("pods", "deploy"), Api);

        explanation.Grants.Should().ContainSingle().Which.Role.Should().Be(new RoleReference("tenant-operator"));
    }

    [Fact]
    public async Task Denial_says_what_is_missing()
    {
        AccessExplanation explanation = await Explain(Some.User, new Permission("pods", "delete"), Own);

        explanation.IsGranted.Should().BeFalse();
        explanation.Grants.Should().BeEmpty();
        explanation.Reason.Should().ContainAll("ulrich", "no grant", "pods:delete", "acme");
    }

    [Fact]
    public async Task Owner_is_named_as_such()
    {
        AccessExplanation explanation = await Explain(Some.Owner, ReadPods, Api);

        explanation.Grants.Should().ContainSingle().Which.Should().Be(new AccessGrant(AccessGrantKind.Owner, PermissionScope.Tenant(await _host.GetAsync()), "tenant-admin", null));
        explanation.Reason.Should().Contain("owner");
    }

    [Fact]
    public async Task Access_to_a_tenant_is_explained_by_all_that_reaches_or_lies_within_it()
    {
        AccessExplanation explanation = await _host.Access.ExplainAccessAsync(Some.User, Some.TenantId, Cancellation);

        explanation.Permission.Should().BeNull();
        explanation.Grants.Select(g => g.Scope.ToPath()).Should().BeEquivalentTo("*", "acme/web", "acme/db");
    }

    [Fact]
    public async Task What_does_not_exist_is_said_to_those_who_may_know()
    {
        (await Explain(Some.User, ReadPods, PermissionScope.Tenant(Some.OtherTenantId))).Reason.Should().Be("There is no tenant 'globex'.");
        (await Explain(Some.User, ReadPods, PermissionScope.Namespace(Some.TenantId, "none"))).Reason.Should().Contain("no namespace 'none'");
        (await _host.Access.ExplainAccessAsync(Some.User, Some.OtherTenantId, Cancellation)).IsGranted.Should().BeFalse();
    }

    [Fact]
    public async Task From_inside_a_tenant_another_is_explained_as_one_that_does_not_exist()
    {
        AccessExplanation unknown = await Explain(Some.User, ReadPods, PermissionScope.Tenant(Some.OtherTenantId));
        await _host.CreateAsync("globex", Some.User);
        using IDisposable scope = Some.Context().Enter();

        (await Explain(Some.User, ReadPods, PermissionScope.Tenant(Some.OtherTenantId))).Should().Be(unknown);
    }

    [Fact]
    public async Task Own_access_may_be_asked_without_any_right_another_user_s_not()
    {
        using IDisposable scope = Some.Context("acme", "stranger").Enter();

        (await Explain("stranger", ReadPods, Own)).IsGranted.Should().BeFalse();
        (await _host.Access.ExplainAccessAsync("stranger", Some.TenantId, Cancellation)).IsGranted.Should().BeFalse();
        Func<Task> other = () => Explain(Some.User, ReadPods, Own);
        (await other.Should().ThrowAsync<TenantAccessDeniedException>()).Which.Permission.Should().Be(TenancyPermissions.ReadBindings);
    }

    [Theory]
    [InlineData(Some.Owner, Some.User, false)]
    [InlineData("root", Some.User, true)]
    [InlineData(Some.User, Some.User, true)]
    public async Task Group_is_named_to_its_members_and_to_those_who_may_read_groups(string caller, string user, bool named)
    {
        await Bind(RoleSubject.User("root"), BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        using IDisposable scope = Some.Context("acme", caller).Enter();

        AccessExplanation explanation = await Explain(user, new Permission("pods", "deploy"), Api);

        explanation.Grants.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Role = new RoleReference("tenant-operator"), Group = named ? new GroupReference("staff") : default(GroupReference?) });
        explanation.Reason.Contains("staff").Should().Be(named);
    }

    private async Task<AccessExplanation> Explain(string user, Permission permission, PermissionScope scope) =>
        await _host.Access.ExplainAccessAsync(user, permission, scope, Cancellation);

    private async Task Bind(RoleSubject subject, Role role, PermissionScope scope) =>
        await _host.Access.BindRoleAsync(new RoleBinding(subject, role.Id, scope), Cancellation);
}
