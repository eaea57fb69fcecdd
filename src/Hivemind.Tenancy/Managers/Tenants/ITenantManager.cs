namespace Hivemind.Tenancy;

/// <summary>
/// Tenants: creating, reading, changing and deleting them, and the verified door to a tenant's context. It authorizes by
/// the ambient <see cref="TenantContext"/>. In a tenant's context every other tenant is not found; name, description and
/// labels of one's own tenant need <see cref="TenancyPermissions.UpdateTenant"/> at Tenant scope, every other change needs
/// its permission at Global scope (<see cref="TenantUpdatePermissions"/> says which). In a user's context tenants without access are not
/// found, and the same permissions are asked for. In a System context everything may be done. A tenant that is named with a uid (a
/// <see cref="Tenant"/> that was read, or the context it was verified
/// in) is that one, and not found when it was deleted and made again under its id; without one, whoever holds the id. Safe for concurrent use.
/// Every method throws <see cref="TenancyStoreException"/> when the store fails, and, but for the door,
/// <see cref="TenantContextMissingException"/> without a context or in a visitor's.
/// </summary>
public interface ITenantManager
{
    /// <summary>
    /// Creates a tenant: stored as Pending, provisioned, then Active. Called again with equal id, name and owner it
    /// continues a Pending tenant with the settings stored first. A user, in a tenant or in none, needs
    /// <see cref="TenancyPermissions.CreateTenant"/> and all permissions of <see cref="BuiltInRoles.TenantAdmin"/> at Global scope:
    /// nobody gives an owner, or takes in quotas and isolation, more than they hold. To let users create tenants of their own,
    /// check what they ask for and enter <see cref="TenantContext.System(string, string)"/>.
    /// </summary>
    /// <returns>The Active tenant.</returns>
    /// <exception cref="TenantConflictException">The id, the name or a namespace is taken.</exception>
    /// <exception cref="PlanNotFoundException">There is no such plan as the spec names, or <see cref="HivemindTenancyOptions.DefaultPlan"/>.</exception>
    /// <exception cref="TenantProvisioningException">A provisioner failed, or a role that the plan binds went meanwhile; the tenant stays Pending.</exception>
    /// <exception cref="TenantNotFoundException">It was deleted while the provisioners ran.</exception>
    /// <exception cref="InvalidTenantTransitionException">It was suspended, or its deletion begun, while the provisioners ran.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context lacks one of these permissions.</exception>
    ValueTask<Tenant> CreateTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default);

    /// <summary>
    /// As <see cref="CreateTenantAsync(TenantSpec, CancellationToken)"/>, once for the key: called again with it, it returns the tenant that it
    /// made, as that is now; a Pending one is continued.
    /// </summary>
    /// <exception cref="IdempotencyKeyConflictException">The key stands for another request, or the tenant that it made is gone.</exception>
    /// <inheritdoc cref="CreateTenantAsync(TenantSpec, CancellationToken)" path="/exception"/>
    ValueTask<KeyedResult<Tenant>> CreateTenantAsync(TenantSpec spec, IdempotencyKey key, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sees to it that a tenant of this id is there, for hosts that start with tenants of their own: safe to call at every start, by
    /// several hosts at once. Only the id is compared: an Active or Suspended tenant is returned as it is, whatever became of its settings;
    /// a Pending one goes on with the settings stored first; where there is none, it is created as by <see cref="CreateTenantAsync(TenantSpec, CancellationToken)"/>, with the
    /// same permissions. One that is suspended or deleted while the provisioners run is looked at again.
    /// </summary>
    /// <returns>The tenant: Active, or Suspended as it was found.</returns>
    /// <exception cref="TenantNotActiveException">The tenant of this id is Terminating: when it is gone, the same call creates a new one.</exception>
    /// <exception cref="TenantConflictException">
    /// The name or a namespace belongs to another tenant; or, inside a tenant or in a System context for one, the id does.
    /// </exception>
    /// <exception cref="TenantProvisioningException">A provisioner failed; the tenant stays Pending, and the same call again goes on from there.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context lacks one of the permissions that creating takes.</exception>
    ValueTask<Tenant> EnsureTenantAsync(TenantSpec spec, CancellationToken cancellationToken = default);

    /// <summary>The tenant with this id; null when there is none or it is another tenant than the caller's.</summary>
    ValueTask<Tenant?> FindTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>The tenant with this name, compared by <c>ToUpperInvariant()</c>; null when there is none or it is another than the caller's.</summary>
    ValueTask<Tenant?> FindTenantByNameAsync(string name, CancellationToken cancellationToken = default);

    /// <summary>The tenant to which this namespace belongs; null when there is none or it is another than the caller's.</summary>
    ValueTask<Tenant?> FindTenantByNamespaceAsync(string namespaceName, CancellationToken cancellationToken = default);

    /// <summary>The tenant with this id.</summary>
    /// <exception cref="TenantNotFoundException">There is none, or it is another tenant than the caller's.</exception>
    ValueTask<Tenant> GetTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>One page of tenants in ordinal order of their ids; in a tenant's context at most that tenant.</summary>
    ValueTask<IReadOnlyList<Tenant>> ListTenantsAsync(TenantQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Reads the tenant, applies <paramref name="change"/>, writes by compare-and-set on <see cref="Tenant.Version"/> and
    /// retries when somebody else wrote in between, so <paramref name="change"/> may run more than once. Bindings to a
    /// namespace that is taken away go with it.
    /// </summary>
    /// <param name="tenant">The tenant to change.</param>
    /// <param name="change">Returns the tenant as it shall be: <c>t => t with { Description = "..." }</c>. Id, uid, status, its reason and version, version, creation time and plan must stay; <see cref="Tenant.UpdatedAt"/> is set for you.</param>
    /// <param name="expected">When given, the change applies to exactly this record (its uid and version) and is not retried.</param>
    /// <param name="cancellationToken">Cancels before the write.</param>
    /// <returns>The tenant as written, or as found when nothing changed.</returns>
    /// <exception cref="ArgumentException"><paramref name="change"/> touched what it must not, or returned null.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or it is another than the caller's.</exception>
    /// <exception cref="TenantNotActiveException">The tenant is Terminating.</exception>
    /// <exception cref="TenantConflictException">The new name or a new namespace is taken.</exception>
    /// <exception cref="TenantVersionConflictException">The tenant is not <paramref name="expected"/> any more.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not change that.</exception>
    ValueTask<Tenant> UpdateTenantAsync(
        TenantReference tenant, Func<Tenant, Tenant> change, Tenant? expected = null, CancellationToken cancellationToken = default);

    /// <summary>Sets the quotas; as <see cref="UpdateTenantAsync"/>. Below usage is allowed: what runs keeps running, nothing new is admitted.</summary>
    ValueTask<Tenant> UpdateResourceQuotasAsync(TenantReference tenant, ResourceQuotas quotas, CancellationToken cancellationToken = default);

    /// <summary>Sets the isolation level; as <see cref="UpdateTenantAsync"/>. <see cref="TenantIsolation.PlanChange"/> says what must follow.</summary>
    ValueTask<Tenant> UpdateIsolationLevelAsync(TenantReference tenant, IsolationLevel level, CancellationToken cancellationToken = default);

    /// <summary>Gives the tenant a namespace (harmless when it has it); as <see cref="UpdateTenantAsync"/>.</summary>
    ValueTask<Tenant> AddNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default);

    /// <summary>Takes a namespace and the bindings to it away (harmless when it has it not); as <see cref="UpdateTenantAsync"/>.</summary>
    ValueTask<Tenant> RemoveNamespaceAsync(TenantReference tenant, string namespaceName, CancellationToken cancellationToken = default);

    /// <summary>
    /// Suspends an Active tenant: written first, then the suspend provisioners run. On a Suspended tenant it sets the reason
    /// and runs them again.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="reason">Kept in <see cref="Tenant.StatusReason"/>: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels; once written the tenant stays Suspended.</param>
    /// <returns>The Suspended tenant.</returns>
    /// <exception cref="InvalidTenantTransitionException">The tenant is Pending or Terminating, or it was resumed, or its deletion begun, while the provisioners ran.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or it was deleted while the provisioners ran.</exception>
    /// <exception cref="TenantProvisioningException">A provisioner failed; the tenant is Suspended.</exception>
    ValueTask<Tenant> SuspendTenantAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default);

    /// <summary>Resumes a Suspended tenant: the resume provisioners run, then it is Active.</summary>
    /// <exception cref="InvalidTenantTransitionException">The tenant is not Suspended, or its deletion was begun while the provisioners ran.</exception>
    /// <exception cref="TenantProvisioningException">A provisioner failed; the tenant stays Suspended.</exception>
    /// <exception cref="TenantVersionConflictException">It was suspended anew while the provisioners ran, and stays so.</exception>
    ValueTask<Tenant> ResumeTenantAsync(TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes a tenant: Terminating first, then the deprovisioners run, then every binding to it goes, and last its record
    /// with all it holds. On a Terminating tenant it goes on from there. A deprovisioner that fails for good is got over with
    /// <see cref="FinishDeletionAsync"/>.
    /// </summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="onlyIfIdle">Whether it is refused while the tenant has allocations that are committed, or adopted from an observation; decided in the step that makes it Terminating.</param>
    /// <param name="cancellationToken">Cancels before the record goes.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant (any more).</exception>
    /// <exception cref="TenantInUseException">It has allocations that are committed, or adopted from an observation, and <paramref name="onlyIfIdle"/> asks for none.</exception>
    /// <exception cref="TenantProvisioningException">A deprovisioner failed; the tenant stays Terminating.</exception>
    /// <exception cref="TenantProtectedException">It is protected from deletion (<see cref="Tenant.IsDeletionProtected"/>), as the host's default tenant is.</exception>
    ValueTask DeleteTenantAsync(TenantReference tenant, bool onlyIfIdle = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Finishes a deletion whose provisioners fail for good, without running them: every binding goes, then the record with all it holds.
    /// What they have made stays, and is for whoever calls this to remove. Needs <see cref="TenancyPermissions.DeleteTenant"/> at Global scope.
    /// </summary>
    /// <param name="tenant">A Terminating tenant.</param>
    /// <param name="reason">Recorded with who acted, see <see cref="TenantDeleted.FinishedBecause"/>: 1 to 1,024 characters.</param>
    /// <param name="cancellationToken">Cancels before the record goes.</param>
    /// <exception cref="TenantNotFoundException">There is no such tenant (any more), or it is another than the caller's.</exception>
    /// <exception cref="InvalidTenantTransitionException">It is not Terminating: begin with <see cref="DeleteTenantAsync"/>.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not.</exception>
    ValueTask FinishDeletionAsync(TenantReference tenant, string reason, CancellationToken cancellationToken = default);

    /// <summary>The verified door: the tenant exists, is Active, and the user has access. Enter the result with <c>using (context.Enter())</c>.</summary>
    /// <exception cref="TenantAccessDeniedException">There is no such tenant or the user has no access to it: which of the two is not said.</exception>
    /// <exception cref="TenantNotActiveException">The user has access, but the tenant is not Active.</exception>
    ValueTask<TenantContext> GetTenantContextAsync(string userId, TenantReference tenant, CancellationToken cancellationToken = default);

    /// <summary>The verified door for a claim that <see cref="TenantContextPropagator"/> read from a message; also refuses when the tenant was deleted and made again since: the claim names its uid.</summary>
    /// <exception cref="TenantAccessDeniedException">There is no such tenant, it is another of that id, or the user has no access to it.</exception>
    /// <exception cref="TenantNotActiveException">The user has access, but the tenant is not Active.</exception>
    ValueTask<TenantContext> GetTenantContextAsync(TenantContextClaim claim, CancellationToken cancellationToken = default);

    /// <summary>
    /// Tells a tenant what happened to something that a package runs for it: a <see cref="WorkloadReported"/> in the log, which handlers
    /// receive then. System contexts only.
    /// </summary>
    /// <param name="tenant">The tenant, in any status.</param>
    /// <param name="subject">What it is about, for instance <c>app/web/shop</c>: 1 to 256 characters.</param>
    /// <param name="reason">What happened, in a word: 1 to 64 ASCII letters and digits.</param>
    /// <param name="message">The same in a sentence that the tenant's users may read: 1 to 1,024 characters, one line, no secrets.</param>
    /// <param name="cancellationToken">Cancels before it is recorded.</param>
    /// <exception cref="ArgumentException">An argument is not as it says here.</exception>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or it is another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">A user calls.</exception>
    ValueTask ReportAsync(
        TenantReference tenant, string subject, string reason, string message, CancellationToken cancellationToken = default);

    /// <summary>
    /// The log of changes, a page at a time. In a tenant's context only that tenant's events, and only with
    /// <see cref="TenancyPermissions.ReadEvents"/>. The log is bounded as <see cref="HivemindTenancyOptions.RetainEventsCount"/> and
    /// <see cref="HivemindTenancyOptions.RetainEventsFor"/> say: who reads in order sees by <see cref="EventPage.IsTrimmed"/> that
    /// events are gone.
    /// </summary>
    /// <param name="query">Which events; null for the oldest 100.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    /// <exception cref="TenantNotFoundException">The tenant is another than the caller's.</exception>
    /// <exception cref="TenantAccessDeniedException">The caller's context may not read events.</exception>
    ValueTask<EventPage> ReadEventsAsync(EventQuery? query = null, CancellationToken cancellationToken = default);
}
