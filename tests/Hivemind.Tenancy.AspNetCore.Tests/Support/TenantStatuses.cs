namespace Hivemind.Tenancy.AspNetCore.Tests;

internal static class TenantStatuses
{
    /// <summary>Creates the tenants asleep (Suspended), unborn (Pending) and dying (Terminating). Needs <see cref="FailingProvisioner"/>.</summary>
    public static async Task CreateInEveryStatusAsync(this WebTestHost host, string owner)
    {
        await host.CreateAsync(FailingProvisioner.Asleep, owner);
        await host.Tenants.SuspendTenantAsync(FailingProvisioner.Asleep, "Unpaid.", TestContext.Current.CancellationToken);
        Func<Task> create = async () => await host.CreateAsync(FailingProvisioner.Unborn, owner);
        await create.Should().ThrowAsync<TenantProvisioningException>();
        await host.CreateAsync(FailingProvisioner.Dying, owner);
        Func<Task> delete = async () => await host.Tenants.DeleteTenantAsync(FailingProvisioner.Dying, TestContext.Current.CancellationToken);
        await delete.Should().ThrowAsync<TenantProvisioningException>();
    }
}
