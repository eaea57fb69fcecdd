using Hivemind.Tenancy.Workloads;
using Microsoft.Extensions.DependencyInjection;

namespace Hivemind.Tenancy.AspNetCore.Tests;

/// <summary>What the tenants of <see cref="AttackedHost"/> hold.</summary>
internal static class Secrets
{
    public static async Task FillAsync(WebTestHost web, FailingProvisioner provisioner)
    {
        await FillGlobexAsync(web);
        await FillAcmeAsync(web);
        await BindAsync(web, RoleSubject.User("root"), "platform-admin", PermissionScope.Global);
        await web.Access.AddGroupMemberAsync(AttackedHost.Group, "carl");
        await web.Access.SetRoleAsync(new Role("helper", [new Permission("containers", "read")]));
        await LeaveDyingAsync(web, provisioner);
    }

    /// <summary>Puts acme right that the administrator has deleted, suspended or emptied, so that there is something to attack.</summary>
    public static async Task RestoreAcmeAsync(WebTestHost web)
    {
        Tenant? acme = await web.Tenants.FindTenantAsync(WebTestHost.Acme);
        try
        {
            if (acme is null)
            {
                await web.CreateAsync(WebTestHost.Acme, "alice");
                await FillAcmeAsync(web);
            }
            else if (acme.Status == TenantStatus.Suspended)
            {
                await web.Tenants.ResumeTenantAsync(WebTestHost.Acme);
            }

            if ((await web.Quotas.ListAllocationsAsync(WebTestHost.Acme)).All(a => a.Id != "job-3"))
            {
                await ReserveAsync(web, WebTestHost.Acme, "job-3", 512, commit: false);
            }
        }
        catch (TenancyException)
        {
            // The attack goes on at the same time, and may have changed it first.
        }
    }

    /// <summary>A tenant that is Terminating, for whoever finishes its deletion.</summary>
    private static async Task LeaveDyingAsync(WebTestHost web, FailingProvisioner provisioner)
    {
        await web.CreateAsync(StuckTenants.Dying, "root");
        provisioner.Fails = true;
        Func<Task> delete = async () => await web.Tenants.DeleteTenantAsync(StuckTenants.Dying);
        await delete.Should().ThrowAsync<TenantProvisioningException>();
        provisioner.Fails = false;
    }

    private static async Task FillGlobexAsync(WebTestHost web)
    {
        TenantId globex = WebTestHost.Globex;
        long number = long.Parse(AttackedHost.Number + "123", System.Globalization.CultureInfo.InvariantCulture);
        await web.Tenants.UpdateTenantAsync(globex, t => t with
        {
            Name = "SECRET-GLOBEX name",
            OwnerId = "SECRET-GLOBEX-owner",
            Description = "SECRET-GLOBEX description",
            Labels = new Dictionary<string, string> { ["plan"] = "SECRET-GLOBEX-plan", ["SECRET-GLOBEX-key"] = "x" },
            Namespaces = ["globex-web", "secret-globex-web"],
            ResourceQuotas = new ResourceQuotas { MemoryBytes = number * 10, Other = new Dictionary<string, decimal> { ["secret-globex-gpu"] = 100 } },
        });
        await web.Tenants.SuspendTenantAsync(globex, "SECRET-GLOBEX reason");
        await web.Tenants.ResumeTenantAsync(globex);
        await web.Quotas.GrantGraceAsync(globex, new ResourceAmounts { MemoryBytes = number * 11 }, DateTimeOffset.UtcNow.AddDays(30));
        await ReserveAsync(web, globex, "SECRET-GLOBEX-held", number, commit: false);
        await ReserveAsync(web, globex, AttackedHost.Shared, number, commit: true);
        await ReserveAsync(web, globex, "job-2", number, commit: false);
        await DeployAsync(web, globex, "globex-web", "secret-globex-shop", "secret-globex-image:1");
        await DeployAsync(web, globex, "globex-web", AttackedHost.App, "secret-globex-image:2");
        await BindAsync(web, RoleSubject.User("gina"), "tenant-admin", PermissionScope.Tenant(globex));
        await BindAsync(web, RoleSubject.User("SECRET-GLOBEX-carl"), "tenant-viewer", PermissionScope.Namespace(globex, "globex-web"));
        await BindAsync(web, RoleSubject.Group(AttackedHost.Group), "tenant-operator", PermissionScope.Resource(globex, "globex-web", "secret-globex-shop"));
    }

    private static async Task FillAcmeAsync(WebTestHost web)
    {
        TenantId acme = WebTestHost.Acme;
        await web.Tenants.UpdateTenantAsync(acme, t => t with { Description = "SECRET-ACME description", Namespaces = ["acme-web", "acme-jobs"] });
        await ReserveAsync(web, acme, AttackedHost.Shared, 512, commit: true);
        await ReserveAsync(web, acme, "job-3", 512, commit: false);
        await DeployAsync(web, acme, "acme-web", AttackedHost.App, "nginx:1.27");
        await BindAsync(web, RoleSubject.User("mallory"), "tenant-admin", PermissionScope.Tenant(acme));
        await BindAsync(web, RoleSubject.User("vera"), "tenant-viewer", PermissionScope.Tenant(acme));
        await BindAsync(web, RoleSubject.User("otto"), "tenant-operator", PermissionScope.Namespace(acme, "acme-web"));
    }

    private static async Task DeployAsync(WebTestHost web, TenantId tenantId, string namespaceName, string name, string image)
    {
        IAppManager apps = web.Services.GetRequiredService<IAppManager>();
        Tenant tenant = await web.Tenants.GetTenantAsync(tenantId);
        await apps.CreateVolumeAsync(tenant, namespaceName, name, 4096);
        await apps.DeployAsync(tenant, new AppSpec
        {
            Name = name,
            Namespace = namespaceName,
            Image = image,
            Environment = new Dictionary<string, string> { ["MODE"] = image },
            Secrets = new Dictionary<string, SecretReference> { ["PASSWORD"] = new(image) },
            Labels = new Dictionary<string, string> { ["image"] = image },
            Volumes = [VolumeMount.Existing(name, "/data")],
        });
        web.Services.GetRequiredService<InMemoryWorkloadEngine>().Write(new AppKey(tenant, namespaceName, name), $"{image} says hello");
    }

    private static async Task ReserveAsync(WebTestHost web, TenantId tenantId, string id, long memory, bool commit)
    {
        ReservationOptions options = new() { AllocationId = id, Source = tenantId == WebTestHost.Globex ? "SECRET-GLOBEX-engine" : "engine", Lease = HivemindTenancyOptions.MaxLease };

        // Not disposed of: it is to stay.
        ResourceReservation reservation = await web.Quotas.ReserveAsync(tenantId, new ResourceAmounts { MemoryBytes = memory, Containers = 1 }, options);
        if (commit)
        {
            await reservation.CommitAsync();
        }
    }

    private static async Task BindAsync(WebTestHost web, RoleSubject subject, string role, PermissionScope scope) =>
        await web.Access.BindRoleAsync(new RoleBinding(subject, role, scope));
}
