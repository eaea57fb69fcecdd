namespace Hivemind.Tenancy.Tests;

/// <summary>Who lets a user into a group grants what the group is granted, there and nothing more.</summary>
public sealed class GroupGrantTests : IAsyncLifetime
{
    private const string Clerk = "clerk";

    private static readonly RoleSubject Staff = RoleSubject.Group("staff");

    private readonly TenancyHost _host = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.CreateAsync("acme");
        await _host.CreateAsync("globex");
        await _host.Access.SetRoleAsync(new Role("registrar", [TenancyPermissions.UpdateGroups]), Cancellation);
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(Clerk), "registrar", PermissionScope.Global), Cancellation);
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Group_that_is_granted_nothing_takes_the_right_to_groups_alone()
    {
        await _host.Access.BindRoleAsync(new RoleBinding(RoleSubject.Group("others"), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global), Cancellation);

        (await MayAddAsync(TenantContext.User(Clerk))).Should().BeTrue("what another group is granted is not asked for");
    }

    [Theory]
    [InlineData("acme", "", false)]
    [InlineData("acme", "acme", true)]
    [InlineData("acme", "globex", false)]
    [InlineData("acme globex", "acme globex", true)]
    public async Task What_it_is_granted_in_a_tenant_the_caller_holds_there(string granted, string held, bool allowed)
    {
        await BindAsync(Staff, granted);
        await BindAsync(RoleSubject.User(Clerk), held);

        (await MayAddAsync(TenantContext.User(Clerk))).Should().Be(allowed);
    }

    [Theory]
    [InlineData("acme", "acme", true)]
    [InlineData("globex", "acme globex", false)]
    public async Task From_inside_one_tenant_what_it_is_granted_in_another_is_held_everywhere_or_not_at_all(string granted, string held, bool allowed)
    {
        await BindAsync(Staff, granted);
        await BindAsync(RoleSubject.User(Clerk), held);

        (await MayAddAsync(Some.Context("acme", Clerk))).Should().Be(allowed);
        await _host.BindAsync(Clerk, BuiltInRoles.TenantViewer, PermissionScope.Global);
        (await MayAddAsync(Some.Context("acme", Clerk))).Should().BeTrue();
    }

    [Fact]
    public async Task What_is_left_of_a_tenant_that_is_gone_is_not_asked_for()
    {
        await BindAsync(Staff, "acme");
        await Lifecycles.RemoveFromStoreAsync(_host, await _host.GetAsync());

        (await MayAddAsync(TenantContext.User(Clerk))).Should().BeTrue();
    }

    [Fact]
    public async Task What_a_cache_of_the_provider_says_gives_nothing_away()
    {
        await using TenancyHost host = Hosts.Behind(_host, rbac: (method, _, call) =>
            method.Name == nameof(IRbacProvider.IsGrantedAsync) ? new ValueTask<bool>(true) : call());
        using TenantScope scope = TenantContext.User(Clerk).Enter();
        RoleBinding binding = new(RoleSubject.User(Clerk), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global);

        await this.Awaiting(_ => host.Access.BindRoleAsync(binding, Cancellation).AsTask()).Should().ThrowAsync<TenantAccessDeniedException>();
    }

    private async Task BindAsync(RoleSubject subject, string tenants)
    {
        foreach (string id in tenants.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            await _host.Access.BindRoleAsync(new RoleBinding(subject, BuiltInRoles.TenantViewer.Id, PermissionScope.Parse(id)), Cancellation);
        }
    }

    private async Task<bool> MayAddAsync(TenantContext caller)
    {
        using TenantScope scope = caller.Enter();
        try
        {
            return await _host.Access.AddGroupMemberAsync("staff", Some.NewTenantId().Value, Cancellation);
        }
        catch (TenantAccessDeniedException)
        {
            return false;
        }
    }
}
