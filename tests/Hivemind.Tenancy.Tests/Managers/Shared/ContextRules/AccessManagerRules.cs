using static Hivemind.Tenancy.Tests.CallerWorld;
using static Hivemind.Tenancy.Tests.ContextRule;

namespace Hivemind.Tenancy.Tests;

internal static class AccessManagerRules
{
    private const string Platform = nameof(Caller.Platform);

    private static readonly TenantId OwnId = Some.TenantId;
    private static readonly TenantId OtherId = Some.OtherTenantId;
    private static readonly PermissionScope Own = PermissionScope.Tenant(OwnId);
    private static readonly PermissionScope Other = PermissionScope.Tenant(OtherId);
    private static readonly PermissionScope Everywhere = PermissionScope.Global;
    private static readonly Permission Read = new("pods", "read");

    private static readonly IdempotencyKey Key = new("tests", "k", "f");

    private static CancellationToken C => TestContext.Current.CancellationToken;

    // By caller: Host, Nobody; in the tenant Stranger, Viewer, Admin, Owner, Platform; System; Visitor; as a user the same five as in the tenant.
    public static readonly IReadOnlyList<ContextRule> All =
    [
        Of("CheckTenantAccessAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   no    ok    ok    ok    ok", h => h.Access.CheckTenantAccessAsync(Member, OwnId, C)),
        Of("CheckTenantAccessAsync", "other", "ok    ctx   no    no    no    no    no    ok    ctx   no    no    no    no    ok", h => h.Access.CheckTenantAccessAsync(Member, OtherId, C)),
        Of("CheckPermissionAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   no    ok    ok    ok    ok", h => h.Access.CheckPermissionAsync(Member, Read, Own, C)),
        Of("CheckPermissionAsync", "other", "ok    ctx   no    no    no    no    no    ok    ctx   no    no    no    no    ok", h => h.Access.CheckPermissionAsync(Member, Read, Other, C)),
        Of("CheckPermissionAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.CheckPermissionAsync(Member, Read, Everywhere, C)),
        Of("DemandPermissionAsync", "own", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   nf    ok    ok    ok    ok", h => h.Access.DemandPermissionAsync(Member, Read, Own, C)),
        Of("DemandPermissionAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Access.DemandPermissionAsync(Member, Read, Other, C)),
        Of("DemandPermissionAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.DemandPermissionAsync(Member, Read, Everywhere, C)),
        Of("ExplainAccessAsync(userId, tenant)", "own", "ok    ctx   den   ok    ok    ok    ok    ok    ctx   no    ok    ok    ok    ok", h => h.Access.ExplainAccessAsync(Member, OwnId, C)),
        Of("ExplainAccessAsync(userId, tenant)", "other", "ok    ctx   no    no    no    no    no    ok    ctx   no    no    no    no    ok", h => h.Access.ExplainAccessAsync(Member, OtherId, C)),
        Of("ExplainAccessAsync(userId, permission, scope)", "own", "ok    ctx   den   ok    ok    ok    ok    ok    ctx   no    ok    ok    ok    ok", h => h.Access.ExplainAccessAsync(Member, Read, Own, C)),
        Of("ExplainAccessAsync(userId, permission, scope)", "other", "ok    ctx   no    no    no    no    no    ok    ctx   no    no    no    no    ok", h => h.Access.ExplainAccessAsync(Member, Read, Other, C)),
        Of("ExplainAccessAsync(userId, permission, scope)", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.ExplainAccessAsync(Member, Read, Everywhere, C)),
        Of("GetAccessibleTenantsAsync", "global", "all   ctx   own   own   own   own   own   all   ctx   den   den   den   den   all", h => h.Access.GetAccessibleTenantsAsync(Platform, C)),
        Of("ListRolesAsync", "global", "ok    ctx   ok    ok    ok    ok    ok    ok    ctx   ok    ok    ok    ok    ok", h => h.Access.ListRolesAsync(C)),
        Of("SetRoleAsync", "global: new", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.SetRoleAsync(new Role("new", [Read]), C)),
        Of("SetRoleAsync", "global: existing", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.SetRoleAsync(new Role(CustomRole, [Read]), C)),
        Of("RemoveRoleAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.RemoveRoleAsync(CustomRole, C)),
        Of("BindRoleAsync(binding)", "own", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Access.BindRoleAsync(New(Own), C)),
        Of("BindRoleAsync(binding, key)", "own", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Access.BindRoleAsync(New(Own), Key, C)),
        Of("BindRoleAsync(binding)", "own namespace", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Access.BindRoleAsync(New(PermissionScope.Namespace(OwnId, "acme-web")), C)),
        Of("BindRoleAsync(binding)", "own resource", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Access.BindRoleAsync(New(PermissionScope.Resource(OwnId, "acme-web", "api")), C)),
        Of("BindRoleAsync(binding)", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Access.BindRoleAsync(New(Other), C)),
        Of("BindRoleAsync(binding, key)", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Access.BindRoleAsync(New(Other), Key, C)),
        Of("BindRoleAsync(binding)", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.BindRoleAsync(New(Everywhere), C)),
        Of("BindRoleAsync(binding, key)", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.BindRoleAsync(New(Everywhere), Key, C)),
        Of("UnbindRoleAsync", "own", "ok    ctx   den   den   ok    ok    ok    ok    ctx   nf    den   ok    ok    ok", h => h.Access.UnbindRoleAsync(Existing(Own), C)),
        Of("UnbindRoleAsync", "other", "ok    ctx   nf    nf    nf    nf    nf    ok    ctx   nf    nf    nf    nf    ok", h => h.Access.UnbindRoleAsync(Existing(Other), C)),
        Of("UnbindRoleAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.UnbindRoleAsync(Existing(Everywhere), C)),
        Of("ListBindingsAsync", "own", "own   ctx   den   own   own   own   own   own   ctx   nf    own   own   own   own", h => h.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = OwnId }, C)),
        Of("ListBindingsAsync", "other", "other ctx   nf    nf    nf    nf    nf    other ctx   nf    nf    nf    nf    other", h => h.Access.ListBindingsAsync(new RoleBindingQuery { Tenant = OtherId }, C)),
        Of("ListBindingsAsync", "global", "all   ctx   den   own   own   own   own   all   ctx   den   den   den   den   all", h => h.Access.ListBindingsAsync(null, C)),
        Of("ListBindingsAsync", "of one user", "all   ctx   den   own   own   own   own   all   ctx   den   den   den   den   all", h => h.Access.ListBindingsAsync(new RoleBindingQuery { Subject = RoleSubject.User(Member) }, C)),
        Of("AddGroupMemberAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.AddGroupMemberAsync(Group, "newcomer", C)),
        Of("RemoveGroupMemberAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.RemoveGroupMemberAsync(Group, Member, C)),
        Of("ForgetUserAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.ForgetUserAsync(Member, C)),
        Of("ListGroupsAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.ListGroupsAsync(Member, C)),
        Of("ListGroupMembersAsync", "global", "ok    ctx   den   den   den   den   ok    ok    ctx   den   den   den   den   ok", h => h.Access.ListGroupMembersAsync(Group, C)),
    ];

    private static RoleBinding New(PermissionScope scope) => new(RoleSubject.User("newcomer"), BuiltInRoles.TenantViewer.Id, scope);

    private static RoleBinding Existing(PermissionScope scope) => new(RoleSubject.User(Member), BuiltInRoles.TenantViewer.Id, scope);
}
