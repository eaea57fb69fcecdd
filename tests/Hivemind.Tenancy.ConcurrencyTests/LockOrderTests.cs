using static Hivemind.Tenancy.ConcurrencyTests.Platform;

namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>Paths that take the store's, a tenant's, the provider's and the log's locks together never wait in a circle.</summary>
public sealed class LockOrderTests
{
    private static readonly RoleBinding Binding = new(RoleSubject.User("ulrich"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme));

    [Fact]
    public void Changes_of_tenants_rights_and_allocations_never_deadlock() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync(containers: 2);

        await Concurrently.RunAsync(
            async () => await platform.Access.BindRoleAsync(Binding),
            async () => await platform.Tenants.UpdateTenantAsync(Acme, t => t with { Name = "Acme Inc." }),
            async () => await (await platform.ReserveAsync("a"))!.CommitAsync(),
            async () => await platform.Tenants.FindTenantByNameAsync("Acme Inc."));

        await platform.EnsureSoundAsync();
    });

    [Fact]
    public void Deletions_and_reads_never_deadlock() => Exploration.Explore(async () =>
    {
        using Platform platform = await WithTenantAsync();
        await platform.Access.BindRoleAsync(Binding);

        await Concurrently.RunAsync(
            platform.DeleteAsync,
            async () => await platform.Access.UnbindRoleAsync(Binding),
            async () => await platform.Access.GetAccessibleTenantsAsync("ulrich"),
            async () => await platform.Access.ExplainAccessAsync("ulrich", Acme));

        await platform.EnsureSoundAsync();
    });
}
