using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Bindings live exactly as long as what they are bound to. That none outlives it is checked after every schedule.</summary>
public sealed class BindingTests
{
    private const string User = "ulrich";
    private const string RoleId = "auditor";

    private static readonly Role Auditor = new(RoleId, [new Permission("containers", "read")]);
    private static readonly RoleBinding AtTenant = Bind(BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme));
    private static readonly RoleBinding AtNamespace = Bind(BuiltInRoles.TenantViewer.Id, PermissionScope.Namespace(Acme, "acme-prod"));

    [Fact]
    public void No_binding_survives_its_tenant() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        Order order = new();
        int bound = 0, created = 0;

        await Concurrently.RunAsync(
            async () =>
            {
                await Attempt.Async(() => platform.Access.BindRoleAsync(AtTenant).AsTask());
                bound = order.Next();
            },
            async () =>
            {
                await platform.DeleteAsync();
                created = order.Next();
                await platform.CreateAsync();
            });

        if (bound < created)
        {
            (await platform.Access.CheckTenantAccessAsync(User, Acme)).Should().BeFalse();
        }

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Former_owner_gives_nobody_access_to_the_new_tenant() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            async () =>
            {
                using (new TenantContext(Acme, Owner).Enter())
                {
                    await Attempt.Async(() => platform.Access.BindRoleAsync(AtTenant).AsTask());
                }
            },
            async () =>
            {
                await platform.DeleteAsync();
                await platform.CreateAsync(owner: "nadia");
            });

        (await platform.Access.CheckTenantAccessAsync(User, Acme)).Should().BeFalse();
        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Binding_of_the_new_tenant_survives_a_second_deletion_of_the_former() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            () => Attempt.Async(platform.DeleteAsync),
            async () =>
            {
                await Attempt.Async(platform.DeleteAsync);
                await Attempt.Async(() => platform.CreateAsync());
                await Attempt.Async(() => platform.Access.BindRoleAsync(AtTenant).AsTask());
            });

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void No_binding_survives_its_namespace() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();

        await Concurrently.RunAsync(
            () => Attempt.Async(() => platform.Access.BindRoleAsync(AtNamespace).AsTask()),
            async () =>
            {
                await platform.Tenants.RemoveNamespaceAsync(Acme, "acme-prod");
                await platform.Tenants.AddNamespaceAsync(Acme, "acme-prod");
            });

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Binding_in_a_namespace_that_two_add_is_kept() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        PermissionScope scope = PermissionScope.Namespace(Acme, "acme-test");

        await Concurrently.RunAsync(() => AddAndBindAsync("alice"), () => AddAndBindAsync("bob"));

        (await platform.Access.CheckTenantAccessAsync("alice", Acme)).Should().BeTrue();
        (await platform.Access.CheckTenantAccessAsync("bob", Acme)).Should().BeTrue();
        await platform.EnsureSoundAsync();

        async Task AddAndBindAsync(string user)
        {
            await platform.Tenants.AddNamespaceAsync(Acme, "acme-test");
            await platform.Access.BindRoleAsync(new RoleBinding(RoleSubject.User(user), BuiltInRoles.TenantViewer.Id, scope));
        }
    });

    [Fact]
    public void No_binding_survives_its_role() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Access.SetRoleAsync(Auditor);
        Order order = new();
        int bound = 0, removed = 0;

        await Concurrently.RunAsync(
            async () =>
            {
                await Attempt.Async(() => platform.Access.BindRoleAsync(Bind(RoleId, PermissionScope.Tenant(Acme))).AsTask());
                bound = order.Next();
            },
            async () => await platform.Access.CheckTenantAccessAsync(User, Acme),
            async () =>
            {
                removed = order.Next();
                await platform.Access.RemoveRoleAsync(RoleId);
                await platform.Access.SetRoleAsync(Auditor);
            });

        if (bound < removed)
        {
            (await platform.Access.CheckTenantAccessAsync(User, Acme)).Should().BeFalse();
        }

        await platform.EnsureSoundAsync();
    });

    private static RoleBinding Bind(string roleId, PermissionScope scope) => new(RoleSubject.User(User), roleId, scope);
}
