namespace Hivemind.Tenancy.Storage;

/// <summary>Which version of a plan is published, the same in every store: under the lock of the plan.</summary>
public static class PlanVersionRules
{
    /// <summary>The version that is published; the latest itself when it says the same, and then nothing is written.</summary>
    /// <param name="plan">What it says; its version and time do not count.</param>
    /// <param name="latest">The latest version; null for none.</param>
    /// <param name="lastVersion">The last number that was given under the name, also before the plan was removed; 0 for none.</param>
    /// <param name="expectedLatestVersion">The latest version that the caller has read, 0 for none; null for whichever it is.</param>
    /// <param name="now">The store's time.</param>
    /// <exception cref="PlanVersionConflictException">The latest version is another than expected.</exception>
    public static TenantPlan Publish(TenantPlan plan, TenantPlan? latest, int lastVersion, int? expectedLatestVersion, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (latest?.SaysTheSame(plan) == true)
        {
            return latest;
        }

        int version = latest?.Version ?? 0;
        return expectedLatestVersion is null || expectedLatestVersion == version
            ? plan with { Version = lastVersion + 1, CreatedAt = now }
            : throw new PlanVersionConflictException(plan.Name, expectedLatestVersion.Value, version);
    }
}
