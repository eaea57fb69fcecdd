namespace Hivemind.Tenancy.EntityFrameworkCore.Tests;

/// <summary>Who has lost a right on another host gives nobody anything by what this host still has in its cache.</summary>
public sealed class StaleGrantTests : IAsyncDisposable
{
    private const string Mallory = "mallory";

    private readonly CacheWorld _world = new();

    public static TheoryData<string, bool> Grants
    {
        get
        {
            TheoryData<string, bool> data = [];
            foreach (string grant in (string[])["bind", "unbind", "role", "remove role", "member", "create", "owner", "forget"])
            {
                data.Add(grant, true);
                data.Add(grant, false);
            }

            return data;
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [MemberData(nameof(Grants))]
    public async Task Right_that_is_gone_grants_nothing(string grant, bool inTenant)
    {
        await _world.CreateAsync();
        RoleBinding admin = new(RoleSubject.User(Mallory), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global);
        await _world.OtherAccess.BindRoleAsync(admin, Cancellation);
        TenantContext caller = inTenant ? await _world.Tenants.GetTenantContextAsync(Mallory, CacheWorld.Acme, Cancellation) : TenantContext.User(Mallory);
        using TenantScope scope = caller.Enter();
        foreach (Permission needed in (Permission[])[TenancyPermissions.UpdateBindings, TenancyPermissions.UpdateRoles, TenancyPermissions.UpdateGroups, TenancyPermissions.CreateTenant, TenancyPermissions.UpdateTenant, new Permission("*", "*")])
        {
            (await _world.Access.CheckPermissionAsync(Mallory, needed, PermissionScope.Global, Cancellation)).Should().BeTrue("it is cached from now on");
            (await _world.Access.CheckPermissionAsync(Mallory, needed, PermissionScope.Tenant(_world.Reference), Cancellation)).Should().BeTrue();
        }

        (await _world.Access.CheckTenantAccessAsync(Mallory, _world.Reference, Cancellation)).Should().BeTrue();
        using (TenantContext.System("ops", "takes it away on another host").Enter())
        {
            await _world.OtherAccess.UnbindRoleAsync(admin, Cancellation);
        }

        Func<Task> act = () => GiveAsync(grant);

        (await act.Should().ThrowAsync<TenantAccessDeniedException>()).Which.UserId.Should().Be(Mallory);
        (await _world.OtherRbac.GetScopesAsync("accomplice", Cancellation)).IsGlobal.Should().BeFalse();
    }

    private async Task GiveAsync(string grant)
    {
        IAccessManager access = _world.Access;
        RoleBinding binding = new(RoleSubject.User("accomplice"), BuiltInRoles.TenantAdmin.Id, PermissionScope.Tenant(_world.Reference));
        switch (grant)
        {
            case "bind":
                await access.BindRoleAsync(binding, Cancellation);
                break;
            case "unbind":
                await access.UnbindRoleAsync(binding, Cancellation);
                break;
            case "role":
                await access.SetRoleAsync(new Role("new", [TenancyPermissions.ReadEvents]), Cancellation);
                break;
            case "remove role":
                await access.RemoveRoleAsync("new", Cancellation);
                break;
            case "member":
                await access.AddGroupMemberAsync("staff", "accomplice", Cancellation);
                break;
            case "create":
                await _world.Tenants.CreateTenantAsync(new TenantSpec { Id = TenantId.Parse("new"), Name = "New", OwnerId = "accomplice" }, Cancellation);
                break;
            case "owner":
                await _world.Tenants.UpdateTenantAsync(_world.Reference, t => t with { OwnerId = "accomplice" }, null, Cancellation);
                break;
            default:
                await access.ForgetUserAsync("olivia", Cancellation);
                break;
        }
    }
}
