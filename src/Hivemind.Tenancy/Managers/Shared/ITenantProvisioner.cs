namespace Hivemind.Tenancy;

/// <summary>
/// The host's own work when tenants come and go: create a database schema, a network, a billing account. All are
/// registered with <c>builder.AddProvisioner&lt;T&gt;()</c> and run in the order of registration (suspend and deprovision in
/// reverse), outside locks, at least once, possibly on two hosts: each must be idempotent. They run in a System context for this tenant,
/// in the name of who caused it; every other tenant is not found there.
/// One that throws leaves the tenant where it is; the same call again runs all of them again. Its message becomes the
/// tenant's <see cref="Tenant.StatusReason"/>, which the tenant's users can read: put nothing secret into it. They are singletons, made when
/// the host starts, which fails if one cannot be made; nothing bounds how long they run but the caller's token.
/// </summary>
/// <remarks>
/// Operations on one tenant that run at once call in any order, and what one began may end after another has finished. When a
/// creation or resumption finds that the tenant was deleted or suspended while its provisioners ran, deprovision or suspend runs once more after
/// it. That is no promise (a host may stop in between), so where the order matters look at the tenant's status as it is now. A
/// tenant made again under the same id has another <see cref="Tenant.Uid"/>: name what you make by it, because taking back what was made
/// for a former tenant also runs when the id is in use again.
/// </remarks>
public interface ITenantProvisioner
{
    /// <summary>The tenant is Pending; it becomes Active when every provisioner has succeeded.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    ValueTask ProvisionAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>The tenant is Suspended already: stop its workloads.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    ValueTask SuspendAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>The tenant is still Suspended; it becomes Active when every provisioner has succeeded.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    ValueTask ResumeAsync(Tenant tenant, CancellationToken cancellationToken);

    /// <summary>The tenant is Terminating; its record goes when every provisioner has succeeded, or has gone already.</summary>
    /// <param name="tenant">The tenant as it is stored.</param>
    /// <param name="cancellationToken">Cancels the caller's operation.</param>
    ValueTask DeprovisionAsync(Tenant tenant, CancellationToken cancellationToken);
}
