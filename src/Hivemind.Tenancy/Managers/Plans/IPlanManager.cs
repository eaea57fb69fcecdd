namespace Hivemind.Tenancy;

/// <summary>
/// Plans: named, versioned sets of what tenants say unless they say otherwise. A tenant is made from one with <see cref="TenantSpec.Plan"/>, keeps its name and
/// version in <see cref="Tenant.Plan"/>, and what it says itself in its own record. Publishing a version changes no tenant; applying it moves tenants one by one:
/// by key, what a tenant says as its former version does, be it that it said so first, becomes what the new one says, and what it says otherwise stays.
/// <para>Reading asks every user for <see cref="TenancyPermissions.ReadPlans"/>, publishing and removing for <see cref="TenancyPermissions.UpdatePlans"/>, previews and
/// moves for <see cref="TenancyPermissions.ApplyPlans"/>, all at Global scope; whoever publishes or applies a plan that binds roles must hold what these
/// grant. In a tenant's context that tenant alone can be moved. In a System context everything may be done. Safe for concurrent use. Every method throws
/// <see cref="TenancyStoreException"/> when the store fails, <see cref="TenantContextMissingException"/> without a context or in a visitor's,
/// <see cref="TenantAccessDeniedException"/> when the caller lacks the right, before anything is said of the plan, and <see cref="NotSupportedException"/> when the host's store
/// keeps no plans, or a plan binds roles and the host's RBAC provider is read-only.</para>
/// </summary>
/// <example><code>
/// await plans.PublishAsync(new TenantPlan("gold") { ResourceQuotas = new() { CpuCores = 16 } });
/// await foreach (PlanMove move in plans.PreviewAsync("gold")) { ... }
/// await plans.ApplyAsync("gold");
/// </code></example>
public interface IPlanManager
{
    /// <summary>
    /// Publishes what a plan says from now on: as its next version, or its first. When the latest version says the same, that one is returned and nothing is
    /// published, so a host may publish its plans at every start. Recorded as <see cref="PlanPublished"/>.
    /// </summary>
    /// <param name="plan">The plan; its version and time do not count.</param>
    /// <param name="expectedLatestVersion">The latest version that the caller has read, 0 for none, so that of two who publish at once one is refused; null for whichever it is.</param>
    /// <param name="cancellationToken">Cancels before the write.</param>
    /// <returns>The plan with its version.</returns>
    /// <exception cref="ArgumentException">It binds a role that does not exist, or limits a resource that this host does not have.</exception>
    /// <exception cref="PlanVersionConflictException">The latest version is another than expected.</exception>
    ValueTask<TenantPlan> PublishAsync(TenantPlan plan, int? expectedLatestVersion = null, CancellationToken cancellationToken = default);

    /// <summary>The version of the plan, or the latest where none is named; null when there is none.</summary>
    ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="FindPlanAsync"/>, but throws.</summary>
    /// <exception cref="PlanNotFoundException">There is none.</exception>
    ValueTask<TenantPlan> GetPlanAsync(PlanReference plan, CancellationToken cancellationToken = default);

    /// <summary>One page of plans at their latest versions, in ordinal order of their names.</summary>
    ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>One page of the versions of a plan, in their order; none when there is no such plan.</summary>
    ValueTask<IReadOnlyList<TenantPlan>> ListVersionsAsync(string planName, PlanVersionQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>Removes a plan with all its versions; false when there is none. One that is published under its name later goes on with the next number. Recorded as <see cref="PlanRemoved"/>.</summary>
    /// <exception cref="PlanInUseException">A tenant is on it.</exception>
    ValueTask<bool> RemoveAsync(string planName, CancellationToken cancellationToken = default);

    /// <summary>What <see cref="ApplyAsync"/> would do as things are, tenant by tenant: whom it would move, and what would change of them. Writes nothing.</summary>
    /// <inheritdoc cref="ApplyAsync" path="/param"/>
    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    IAsyncEnumerable<PlanMove> PreviewAsync(
        PlanReference plan, IReadOnlyList<TenantReference>? tenants = null, CancellationToken cancellationToken = default);

    /// <summary>
    /// Moves tenants to a version of a plan, one by one, each in one step that is refused and done anew when the tenant changed since it was looked at, and is
    /// recorded as <see cref="TenantUpdated"/>. Roles that the version binds and the former did not are bound before that step, and those that the former one bound alone unbound; a run that is
    /// cancelled ends between tenants. Tenants
    /// that are on that version are passed by, so a run that was cancelled, or ended with its host, goes on when it is run again. One that cannot be moved
    /// (it is Pending or Terminating, or says more than a tenant may with what it takes) is reported, and the others are moved.
    /// </summary>
    /// <param name="plan">The plan, at the version that is named, older ones too, or the latest when the call begins.</param>
    /// <param name="tenants">Which tenants, be they on another plan or none; null for those on any other version of this plan.</param>
    /// <param name="cancellationToken">Cancels before the next tenant's step.</param>
    /// <exception cref="PlanNotFoundException">There is no such plan.</exception>
    /// <exception cref="ArgumentException">It binds a role that does not exist any more.</exception>
    ValueTask<PlanRun> ApplyAsync(
        PlanReference plan, IReadOnlyList<TenantReference>? tenants = null, CancellationToken cancellationToken = default);

    /// <summary>Moves one tenant, as <see cref="ApplyAsync"/>.</summary>
    /// <param name="tenant">The tenant, be it on another plan or none.</param>
    /// <param name="plan">The plan, at the version that is named or the latest.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>What changed; nothing when it is on that version. Where <see cref="PlanMove.Problem"/> says why, it was not moved.</returns>
    /// <exception cref="TenantNotFoundException">There is no such tenant, or it is another than the caller's.</exception>
    /// <exception cref="TenantVersionConflictException">The tenant was changed by others each time that this was tried.</exception>
    /// <inheritdoc cref="ApplyAsync" path="/exception"/>
    ValueTask<PlanMove> MoveTenantAsync(TenantReference tenant, PlanReference plan, CancellationToken cancellationToken = default);
}
