namespace Hivemind.Tenancy.ConcurrencyTests;

/// <summary>
/// No binding outlives its role, tenant or namespace, and what is decided (from what is compiled and kept) is what the
/// bindings say when they are read one by one.
/// </summary>
internal static class AccessCheck
{
    private static readonly Permission Read = new("containers", "read");

    public static async Task RunAsync(Platform platform)
    {
        IReadOnlyList<RoleBinding> bindings = await platform.Access.ListBindingsAsync();
        HashSet<string> roles = [.. (await platform.Access.ListRolesAsync()).Select(r => r.Id)];
        Dictionary<TenantId, Tenant> tenants = (await platform.Tenants.ListTenantsAsync()).ToDictionary(t => t.Id);
        foreach (RoleBinding binding in bindings)
        {
            roles.Should().Contain(binding.Role.Id, "{0} is bound", binding);
            EnsurePlace(binding.Scope, tenants);
        }

        HashSet<string> users = [Platform.Owner, .. bindings.Where(b => !b.Subject.IsGroup).Select(b => b.Subject.Id)];
        foreach (string group in bindings.Where(b => b.Subject.IsGroup).Select(b => b.Subject.Id).Distinct())
        {
            users.UnionWith(await platform.Access.ListGroupMembersAsync(group));
        }

        foreach (string user in users)
        {
            foreach (Tenant tenant in tenants.Values)
            {
                await EnsureDecidedAsync(platform, user, tenant);
            }
        }
    }

    private static void EnsurePlace(PermissionScope scope, Dictionary<TenantId, Tenant> tenants)
    {
        if (scope.TenantId is { } id)
        {
            tenants.Should().ContainKey(id, "something is bound at {0}", scope);
            if (scope.NamespaceName is { } name)
            {
                tenants[id].Namespaces.Should().Contain(name, "something is bound at {0}", scope);
            }
        }
    }

    private static async Task EnsureDecidedAsync(Platform platform, string user, Tenant tenant)
    {
        bool has = await platform.Access.CheckTenantAccessAsync(user, tenant.Id);
        has.Should().Be((await platform.Access.ExplainAccessAsync(user, tenant.Id)).IsGranted, "of {0}", user);

        PermissionScope scope = PermissionScope.Tenant(tenant.Id);
        bool may = await platform.Access.CheckPermissionAsync(user, Read, scope);
        may.Should().Be((await platform.Access.ExplainAccessAsync(user, Read, scope)).IsGranted, "of {0}", user);
    }
}
