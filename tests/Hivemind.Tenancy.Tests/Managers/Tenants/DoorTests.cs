namespace Hivemind.Tenancy.Tests;

public sealed class DoorTests : IAsyncDisposable
{
    private const string Stranger = "stranger";

    private readonly ScriptedProvisioner _provisioner = new();
    private readonly TenancyHost _host;

    public DoorTests() => _host = Hosts.With(_provisioner);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task GetTenantContextAsync_opens_to_who_has_any_access()
    {
        Tenant tenant = await _host.CreateAsync("acme", namespaces: "web");
        await _host.BindAsync("viewer", BuiltInRoles.TenantViewer);
        await _host.BindAsync("namespace-user", BuiltInRoles.TenantViewer, PermissionScope.Namespace(tenant.Id, "web"));
        await _host.BindAsync("resource-user", BuiltInRoles.TenantViewer, PermissionScope.Resource(tenant.Id, "web", "api"));
        await _host.BindAsync("root", BuiltInRoles.PlatformAdmin, PermissionScope.Global);
        await _host.Access.AddGroupMemberAsync("staff", "group-user", Cancellation);
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("staff"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(tenant.Id)), Cancellation);

        foreach (string user in new[] { Some.Owner, "viewer", "namespace-user", "resource-user", "root", "group-user" })
        {
            TenantContext context = await Enter(user);

            context.Should().BeEquivalentTo(new { TenantId = (TenantId?)tenant.Id, UserId = user, IsSystem = false, TenantUid = (TenantUid?)tenant.Uid });
        }

        TenantContext.Current.Should().BeNull("the door gives a context, it does not enter it");
        _host.Events.Refusals.Should().BeEmpty();
    }

    [Fact]
    public async Task Unknown_and_forbidden_look_alike()
    {
        await _host.CreateAsync("acme");

        TenantAccessDeniedException forbidden = await Refused("acme");
        TenantAccessDeniedException unknown = await Refused("globex");

        forbidden.Message.Replace("acme", "?").Should().Be(unknown.Message.Replace("globex", "?"));
        forbidden.Should().BeEquivalentTo(
            new { UserId = Stranger, TenantId = (TenantId?)Some.TenantId, Permission = (Permission?)null, Scope = (PermissionScope?)null, InnerException = (Exception?)null });
        unknown.Should().BeEquivalentTo(
            new { UserId = Stranger, TenantId = (TenantId?)Some.OtherTenantId, Permission = (Permission?)null, Scope = (PermissionScope?)null, InnerException = (Exception?)null });
        (forbidden.Data.Count, unknown.Data.Count).Should().Be((0, 0));
        _host.Events.Refusals.Select(r => (r.UserId, r.Reason)).Should().Equal(
            (Stranger, AccessRefusalReason.NoAccess), (Stranger, AccessRefusalReason.NoSuchTenant));
    }

    [Theory]
    [InlineData(TenantStatus.Pending)]
    [InlineData(TenantStatus.Suspended)]
    [InlineData(TenantStatus.Terminating)]
    public async Task Status_is_shown_only_to_those_with_access(TenantStatus status)
    {
        await Lifecycles.BringToAsync(_host, _provisioner, status);

        Func<Task> enter = () => Enter(Some.Owner);

        (await enter.Should().ThrowAsync<TenantNotActiveException>()).Which.Should().BeEquivalentTo(new { Some.TenantId, Status = status });
        (await Refused("acme")).Message.Should().NotContain(status.ToString());
        _host.Events.Refusals.Select(r => r.Reason).Should().Equal(AccessRefusalReason.NotActive, AccessRefusalReason.NoAccess);
    }

    [Fact]
    public async Task Door_is_open_to_callers_without_a_context_though_one_is_required()
    {
        await using TenancyHost host = new(options => options.AllowNoContext = false, sharing: _host);
        await _host.CreateAsync();

        TenantContext context = await host.Tenants.GetTenantContextAsync(Some.Owner, Some.TenantId, Cancellation);

        using (context.Enter())
        {
            (await host.GetAsync()).Id.Should().Be(Some.TenantId);
        }
    }

    [Fact]
    public async Task From_inside_a_tenant_the_door_of_another_is_closed_even_to_its_owner()
    {
        await _host.CreateAsync("acme");
        await _host.CreateAsync("globex");
        using IDisposable scope = Some.Context("acme", Some.Owner).Enter();

        TenantAccessDeniedException refusal = await Refused("globex", Some.Owner);

        refusal.Message.Should().Be(new TenantAccessDeniedException(Some.Owner, Some.OtherTenantId).Message);
        _host.Events.Refusals.Should().ContainSingle().Which.Reason.Should().Be(AccessRefusalReason.OtherTenant);
        (await Enter(Some.Owner)).TenantId.Should().Be(Some.TenantId, "the own one stays open");
    }

    [Fact]
    public async Task From_a_user_s_own_context_it_is_open_to_that_user()
    {
        await _host.CreateAsync("acme");
        await _host.BindAsync("viewer", BuiltInRoles.TenantViewer);
        using IDisposable scope = TenantContext.User("viewer").Enter();

        (await Enter("viewer")).UserId.Should().Be("viewer");
        await Refused("acme", Some.Owner);
        _host.Events.Refusals.Should().ContainSingle().Which.Reason.Should().Be(AccessRefusalReason.OtherTenant);
    }

    [Fact]
    public async Task From_a_System_context_every_door_can_be_asked()
    {
        await _host.CreateAsync("acme");
        using IDisposable scope = TenantContext.System("ops", "impersonation").Enter();

        (await Enter(Some.Owner)).Should().BeEquivalentTo(new { UserId = Some.Owner, IsSystem = false });
        await Refused("acme");
    }

    [Fact]
    public async Task Claim_passes_the_same_door()
    {
        Tenant tenant = await _host.CreateAsync();

        TenantContext context = await _host.Tenants.GetTenantContextAsync(new TenantContextClaim(tenant.Id, Some.Owner, tenant.Uid), Cancellation);

        context.Should().Be(await Enter(Some.Owner));
        foreach ((string id, string user, TenantUid uid) in new[]
        {
            ("acme", Stranger, tenant.Uid),
            ("acme", Some.Owner, TenantUid.NewUid()),
            ("globex", Some.Owner, tenant.Uid),
        })
        {
            Func<Task> enter = async () => await _host.Tenants.GetTenantContextAsync(new TenantContextClaim(TenantId.Parse(id), user, uid), Cancellation);
            (await enter.Should().ThrowAsync<TenantAccessDeniedException>()).Which.Message.Should().Be(new TenantAccessDeniedException(user, TenantId.Parse(id)).Message);
        }
    }

    [Fact]
    public async Task Malformed_arguments_are_refused()
    {
        foreach (Func<Task> act in new Func<Task>[]
        {
            async () => await _host.Tenants.GetTenantContextAsync("", Some.TenantId, Cancellation),
            async () => await _host.Tenants.GetTenantContextAsync(null!, Some.TenantId, Cancellation),
            async () => await _host.Tenants.GetTenantContextAsync(Some.User, default, Cancellation),
            async () => await _host.Tenants.GetTenantContextAsync(null!, Cancellation),
        })
        {
            await act.Should().ThrowAsync<ArgumentException>();
        }
    }

    private async Task<TenantContext> Enter(string user) => await _host.Tenants.GetTenantContextAsync(user, Some.TenantId, Cancellation);

    private async Task<TenantAccessDeniedException> Refused(string id, string user = Stranger)
    {
        Func<Task> enter = async () => await _host.Tenants.GetTenantContextAsync(user, TenantId.Parse(id), Cancellation);
        return (await enter.Should().ThrowAsync<TenantAccessDeniedException>()).Which;
    }
}
