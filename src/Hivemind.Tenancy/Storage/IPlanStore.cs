namespace Hivemind.Tenancy.Storage;

/// <summary>
/// Where plans are kept: by the same object as <see cref="ITenantStore"/>, whose <see cref="ITenantStore.AddAsync"/> and <see cref="ITenantStore.UpdateAsync"/> see
/// in their step that a plan which a tenant is given exists at that version, and refuse with <see cref="PlanNotFoundException"/> otherwise, so that no tenant
/// ever names a version that does not. What that seam promises holds here, too: one atomic step a verb, and the store's own time. A version never changes, and
/// its number is not given again, also once its plan was removed.
/// </summary>
public interface IPlanStore
{
    /// <summary>The version of the plan, the latest where none is named; null when there is none.</summary>
    ValueTask<TenantPlan?> FindPlanAsync(PlanReference plan, CancellationToken cancellationToken);

    /// <summary>Plans at their latest versions, in ordinal order of their names.</summary>
    ValueTask<IReadOnlyList<TenantPlan>> ListPlansAsync(PlanQuery query, CancellationToken cancellationToken);

    /// <summary>Versions of a plan in their order; none when there is no such plan.</summary>
    ValueTask<IReadOnlyList<TenantPlan>> ListPlanVersionsAsync(string planName, PlanVersionQuery query, CancellationToken cancellationToken);

    /// <summary>Adds the next version of a plan, or its first; the latest is returned and nothing added when it says the same.</summary>
    /// <param name="plan">What the version says; the store gives number and time.</param>
    /// <param name="expectedLatestVersion">The latest version as the caller knows it, 0 for none, compared in the step; null for whichever it is.</param>
    /// <param name="change">What to record in the step, when it publishes; the store gives it the plan as published.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <exception cref="PlanVersionConflictException">The latest version is another than expected, and does not say the same.</exception>
    ValueTask<PlanWritten> AddPlanAsync(TenantPlan plan, int? expectedLatestVersion, PlanPublished change, CancellationToken cancellationToken);

    /// <summary>Removes all versions of a plan. That no tenant is on one of them is decided in the step.</summary>
    /// <param name="planName">The plan.</param>
    /// <param name="change">What to record in the step.</param>
    /// <param name="cancellationToken">Cancels before the step.</param>
    /// <returns>The event as recorded; null when there is no such plan.</returns>
    /// <exception cref="PlanInUseException">A tenant is.</exception>
    ValueTask<TenancyEvent?> RemovePlanAsync(string planName, PlanRemoved change, CancellationToken cancellationToken);
}
