namespace Hivemind.Tenancy;

/// <summary>
/// The host's own work when tenants come and go: create a database schema, a network, a billing account. All are
/// registered with <c>builder.AddProvisioner&lt;T&gt;()</c> and run in the order of registration (suspend and deprovision in
/// reverse), outside locks, without a tenant context, at least once, possibly on two hosts: each must be idempotent.
/// One that throws leaves the tenant where it is; the same call again runs all of them again. Its message becomes the
/// tenant's <see cref="Tenant.StatusReason"/>, which the tenant's users can read: put nothing secret into it. A tenant made
/// again under the same id has another <see cref="Tenant.CreatedAt"/>. Implement what you need.
/// </summary>
public interface ITenantProvisioner
{
    /// <summary>The tenant is Pending; it becomes Active when every provisioner has succeeded.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    Task ProvisionAsync(Tenant tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The tenant is Suspended already: stop its workloads.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    Task SuspendAsync(Tenant tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The tenant is still Suspended; it becomes Active when every provisioner has succeeded.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    Task ResumeAsync(Tenant tenant, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The tenant is Terminating; its record goes when every provisioner has succeeded.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    Task DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken) => Task.CompletedTask;
}
