namespace Hivemind.Tenancy.AspNetCore.Tests;

internal static class TenantStatuses
{
    /// <summary>Creates the tenants asleep (Suspended), unborn (Pending) and dying (Terminating). Needs <see cref="StuckTenants"/>.</summary>
    public static async Task CreateInEveryStatusAsync(this WebTestHost host, string owner)
    {
        await host.CreateAsync(StuckTenants.Asleep, owner);
        await host.Tenants.SuspendTenantAsync(StuckTenants.Asleep, "Unpaid.", TestContext.Current.CancellationToken);
        Func<Task> create = async () => await host.CreateAsync(StuckTenants.Unborn, owner);
        await create.Should().ThrowAsync<TenantProvisioningException>();
        await host.CreateAsync(StuckTenants.Dying, owner);
        Func<Task> delete = async () => await host.Tenants.DeleteTenantAsync(StuckTenants.Dying, cancellationToken: TestContext.Current.CancellationToken);
        await delete.Should().ThrowAsync<TenantProvisioningException>();
    }
}
