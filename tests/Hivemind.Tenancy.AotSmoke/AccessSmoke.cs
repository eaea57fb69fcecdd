using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;
using static TenantSmoke;

/// <summary>Rights are given to a user and to a group, decided, explained and taken away.</summary>
internal static class AccessSmoke
{
    private const string User = "ulrich";

    public static async Task RunAsync(IServiceProvider services)
    {
        IAccessManager access = services.GetRequiredService<IAccessManager>();
        Permission deploy = new("containers", "deploy");
        PermissionScope production = PermissionScope.Namespace(Acme, "acme-prod");

        Check.That(await access.CheckTenantAccessAsync(Owner, Acme));
        Check.That(!await access.CheckTenantAccessAsync(User, Acme));
        Check.That(await access.AddGroupMemberAsync("developers", User));
        RoleBinding binding = new(RoleSubject.Group("developers"), BuiltInRoles.TenantOperator.Id, production);
        Check.That(await access.BindRoleAsync(binding));
        Check.That(await access.CheckPermissionAsync(User, deploy, PermissionScope.Resource(Acme, "acme-prod", "web")));
        Check.That(!await access.CheckPermissionAsync(User, deploy, PermissionScope.Tenant(Acme)));

        AccessExplanation explanation = await access.ExplainAccessAsync(User, deploy, production);
        Check.Equal(explanation.Grants.Single().Group?.Id, "developers");
        Check.That((await access.GetAccessibleTenantsAsync(User)).Select(t => t.Id).SequenceEqual([Acme]));

        await access.SetRoleAsync(new Role("auditor", [new Permission("events", "read")]));
        Check.That((await access.ListRolesAsync()).Any(r => r.Id == "auditor"));
        Check.That(await access.RemoveRoleAsync("auditor"));

        // Nobody grants what they do not hold, and the owner holds nothing in another tenant.
        using (new TenantContext(Acme, User).Enter())
        {
            TenantAccessDeniedException denied = await Check.Throws<TenantAccessDeniedException>(() => access.BindRoleAsync(binding).AsTask());
            Check.Equal(denied.Permission, TenancyPermissions.UpdateBindings);
        }

        using (TenantContext.System("smoke", "Taking away what was given").Enter())
        {
            Check.That(await access.RemoveGroupMemberAsync("developers", User));
        }

        Check.That(!await access.CheckTenantAccessAsync(User, Acme));
    }
}
