namespace Hivemind.Tenancy.Tests;

/// <summary>Brings tenants into every status there is.</summary>
internal static class Lifecycles
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Creates tenant <c>acme</c> and takes it to a status; Pending and Terminating by a provisioner that fails once.</summary>
    public static async Task BringToAsync(TenancyHost host, ScriptedProvisioner provisioner, TenantStatus status, params string[] namespaces)
    {
        switch (status)
        {
            case TenantStatus.Pending:
                provisioner.FailAt(ScriptedProvisioner.Provision, new InvalidOperationException("not yet"));
                await ShouldFailToProvision(() => host.CreateAsync("acme", Some.Owner, namespaces));
                break;
            case TenantStatus.Active:
                await host.CreateAsync("acme", Some.Owner, namespaces);
                break;
            case TenantStatus.Suspended:
                await host.CreateAsync("acme", Some.Owner, namespaces);
                await host.Tenants.SuspendTenantAsync(Some.TenantId, "unpaid", Cancellation);
                break;
            case TenantStatus.Terminating:
                await host.CreateAsync("acme", Some.Owner, namespaces);
                await BeginToDeleteAsync(host, provisioner);
                break;
        }

        (await host.GetAsync()).Status.Should().Be(status);
        provisioner.Journal.Clear();
        host.Events.Clear();
    }

    /// <summary>Takes the tenant to Terminating by a deprovisioner that fails once.</summary>
    public static async Task BeginToDeleteAsync(TenancyHost host, ScriptedProvisioner provisioner)
    {
        provisioner.FailAt(ScriptedProvisioner.Deprovision, new InvalidOperationException("not yet"));
        await ShouldFailToProvision(async () => await host.Tenants.DeleteTenantAsync(Some.TenantId, cancellationToken: Cancellation));
    }

    /// <summary>Takes the tenant's record away past the managers, so that its bindings are left.</summary>
    public static async Task RemoveFromStoreAsync(TenancyHost host, Tenant tenant)
    {
        TenantStatusChanged ending = new() { OccurredAt = Some.Time, TenantId = tenant.Id, TenantUid = tenant.Uid, From = tenant.Status, To = TenantStatus.Terminating };
        Tenant terminating = tenant with { Status = TenantStatus.Terminating, Version = tenant.Version + 1, StatusVersion = tenant.Version + 1 };
        await host.Store.UpdateAsync(terminating, tenant.Version, onlyIfIdle: false, ending, Cancellation);
        TenantDeleted deleted = new() { OccurredAt = Some.Time, TenantId = tenant.Id, TenantUid = tenant.Uid, Tenant = terminating };
        await host.Store.RemoveAsync(terminating, terminating.Version, deleted, Cancellation);
    }

    public static async Task<TenantProvisioningException> ShouldFailToProvision(Func<Task> action) =>
        (await action.Should().ThrowAsync<TenantProvisioningException>()).Which;
}
