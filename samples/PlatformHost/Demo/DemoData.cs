using Hivemind.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace PlatformHost;

/// <summary>The tenants and users that the demo starts with. What an earlier run left in the store is not touched.</summary>
internal static class DemoData
{
    public static readonly TenantId Acme = TenantId.Parse("acme");
    private static readonly TenantId Globex = TenantId.Parse("globex");
    private static readonly TenantId Initech = TenantId.Parse("initech");

    public static async Task SeedAsync(IServiceProvider services)
    {
        ITenantManager tenants = services.GetRequiredService<ITenantManager>();
        IAccessManager access = services.GetRequiredService<IAccessManager>();
        using TenantScope scope = TenantContext.System("platform-host", "seeds the demo").Enter();

        bool isFirstRun = await tenants.FindTenantAsync(Initech) is null;
        await EnsureAsync(tenants, Acme, "Acme Corporation", "alice");
        await EnsureAsync(tenants, Globex, "Globex", "gina");
        await EnsureAsync(tenants, Initech, "Initech", "root");
        if (isFirstRun)
        {
            await tenants.SuspendTenantAsync(Initech, "The invoice of May is open.");
        }

        await access.BindRoleAsync(new RoleBinding(RoleSubject.User("root"), BuiltInRoles.PlatformAdmin.Id, PermissionScope.Global));
        await access.BindRoleAsync(new RoleBinding(RoleSubject.User("bob"), BuiltInRoles.TenantOperator.Id, PermissionScope.Tenant(Acme)));
        await access.BindRoleAsync(new RoleBinding(RoleSubject.User("vera"), BuiltInRoles.TenantViewer.Id, PermissionScope.Tenant(Acme)));
    }

    private static async Task EnsureAsync(ITenantManager tenants, TenantId id, string name, string owner) =>
        await tenants.EnsureTenantAsync(new TenantSpec
        {
            Id = id,
            Name = name,
            OwnerId = owner,
            Namespaces = [$"{id}-web"],
            ResourceQuotas = new ResourceQuotas { CpuCores = 4, MemoryBytes = 8L << 30, Containers = 10 },
        });
}
