namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>How bob gets into acme, and how he loses it.</summary>
/// <param name="Give">Before he connects.</param>
/// <param name="Take">While he is connected.</param>
internal sealed record AccessChange(Func<ITenantManager, IAccessManager, Task> Give, Func<ITenantManager, IAccessManager, Task> Take)
{
    private static readonly RoleBinding Viewer = Bound(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id);

    public static readonly IReadOnlyDictionary<string, AccessChange> All = new Dictionary<string, AccessChange>
    {
        ["his role is unbound"] = new(BindAsync, (_, access) => access.UnbindRoleAsync(Viewer, Token).AsTask()),
        ["his role at Global scope is unbound"] = new(
            (_, access) => access.BindRoleAsync(Everywhere, Token).AsTask(), (_, access) => access.UnbindRoleAsync(Everywhere, Token).AsTask()),
        ["his role is removed"] = new(
            async (_, access) =>
            {
                await access.SetRoleAsync(new Role("reader", [new Permission("logs", "read")]), Token);
                await access.BindRoleAsync(Bound(RoleSubject.User("bob"), "reader"), Token);
            },
            (_, access) => access.RemoveRoleAsync("reader", Token).AsTask()),
        ["he leaves a group"] = new(
            async (_, access) =>
            {
                await access.BindRoleAsync(Bound(RoleSubject.Group("readers"), BuiltInRoles.TenantViewer.Id), Token);
                await access.AddGroupMemberAsync("readers", "bob", Token);
            },
            (_, access) => access.RemoveGroupMemberAsync("readers", "bob", Token).AsTask()),
        ["his group's role is unbound"] = new(
            async (_, access) =>
            {
                await access.BindRoleAsync(Bound(RoleSubject.Group("readers"), BuiltInRoles.TenantViewer.Id), Token);
                await access.AddGroupMemberAsync("readers", "bob", Token);
            },
            (_, access) => access.UnbindRoleAsync(Bound(RoleSubject.Group("readers"), BuiltInRoles.TenantViewer.Id), Token).AsTask()),
        ["he is forgotten"] = new(BindAsync, (_, access) => access.ForgetUserAsync("bob", Token).AsTask()),
        ["he is no longer the owner"] = new((tenants, _) => OwnAsync(tenants, "bob"), (tenants, _) => OwnAsync(tenants, "alice")),
        ["the tenant is suspended"] = new(BindAsync, (tenants, _) => tenants.SuspendTenantAsync(WebTestHost.Acme, "unpaid", Token).AsTask()),
        ["the tenant is deleted"] = new(BindAsync, (tenants, _) => tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token).AsTask()),
        ["the tenant is made again, and he is let in again"] = new(
            BindAsync,
            async (tenants, access) =>
            {
                await tenants.DeleteTenantAsync(WebTestHost.Acme, cancellationToken: Token);
                await tenants.CreateTenantAsync(new TenantSpec { Id = WebTestHost.Acme, Name = "Again", OwnerId = "zoe" }, Token);
                await access.BindRoleAsync(Viewer, Token);
            }),
    };

    public static IEnumerable<string> Names => All.Keys;

    private static RoleBinding Everywhere => new(RoleSubject.User("bob"), BuiltInRoles.TenantViewer.Id, PermissionScope.Global);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static RoleBinding Bound(RoleSubject subject, string roleId) => new(subject, roleId, PermissionScope.Tenant(WebTestHost.Acme));

    private static Task BindAsync(ITenantManager tenants, IAccessManager access) => access.BindRoleAsync(Viewer, Token).AsTask();

    private static Task OwnAsync(ITenantManager tenants, string owner) =>
        tenants.UpdateTenantAsync(WebTestHost.Acme, t => t with { OwnerId = owner }, cancellationToken: Token).AsTask();
}
