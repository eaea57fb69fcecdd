using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>A decision is never older than the last finished change, although what decides is compiled and kept.</summary>
public sealed class DecisionTests
{
    private const string User = "ulrich";
    private const string Group = "developers";

    private static readonly Permission Deploy = new("containers", "deploy");
    private static readonly PermissionScope Scope = PermissionScope.Tenant(Acme);
    private static readonly RoleBinding OfUser = new(RoleSubject.User(User), BuiltInRoles.TenantOperator.Id, Scope);
    private static readonly RoleBinding OfGroup = new(RoleSubject.Group(Group), BuiltInRoles.TenantOperator.Id, Scope);

    [Fact]
    public void Revoked_is_never_granted_again() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Access.BindRoleAsync(OfUser);

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.Access.UnbindRoleAsync(OfUser);
                await EnsureAsync(platform, may: false);
            },
            () => MayAsync(platform),
            () => MayAsync(platform));

        await EnsureAsync(platform, may: false);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Granted_is_granted_at_once() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.Access.BindRoleAsync(OfUser);
                await EnsureAsync(platform, may: true);
            },
            () => MayAsync(platform));

        await EnsureAsync(platform, may: true);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Leaving_a_group_takes_what_it_grants() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Access.AddGroupMemberAsync(Group, User);

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.Access.RemoveGroupMemberAsync(Group, User);
                await EnsureAsync(platform, may: false);
            },
            async () => await platform.Access.BindRoleAsync(OfGroup),
            () => MayAsync(platform));

        await EnsureAsync(platform, may: false);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Member_who_joins_while_the_group_is_bound_is_granted_it() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            async () => await platform.Access.AddGroupMemberAsync(Group, User),
            async () => await platform.Access.BindRoleAsync(OfGroup),
            () => MayAsync(platform));

        await EnsureAsync(platform, may: true);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Narrowed_role_grants_no_more() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Access.SetRoleAsync(new Role("deployer", [Deploy]));
        await platform.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(User), "deployer", Scope));

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.Access.SetRoleAsync(new Role("deployer", [new Permission("containers", "read")]));
                await EnsureAsync(platform, may: false);
            },
            () => MayAsync(platform));

        await EnsureAsync(platform, may: false);
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Owner_is_one_at_any_time() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            async () =>
            {
                await platform.Tenants.UpdateTenantAsync(Acme, t => t with { OwnerId = User });
                (await platform.Access.CheckTenantAccessAsync(Owner, Acme)).Should().BeFalse();
                (await platform.Access.CheckTenantAccessAsync(User, Acme)).Should().BeTrue();
            },
            async () =>
            {
                // Once the next owner is seen, the former one is not.
                if (await platform.Access.CheckTenantAccessAsync(User, Acme))
                {
                    (await platform.Access.CheckTenantAccessAsync(Owner, Acme)).Should().BeFalse();
                }
            });

        await platform.EnsureSoundAsync();
    });

    private static Task<bool> MayAsync(Platform platform) => platform.Access.CheckPermissionAsync(User, Deploy, Scope).AsTask();

    private static async Task EnsureAsync(Platform platform, bool may) => (await MayAsync(platform)).Should().Be(may);
}
