namespace Hivemind.Tenancy;

/// <summary>A plan cannot be removed: a tenant is on one of its versions. Move the tenants to another plan first.</summary>
/// <param name="planName">The plan.</param>
public sealed class PlanInUseException(string planName)
    : TenancyException($"Plan '{planName}' has tenants: move them to another plan first.")
{
    /// <summary>The plan.</summary>
    public string PlanName { get; } = planName;
}
