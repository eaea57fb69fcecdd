namespace Hivemind.Tenancy;

/// <summary>One thing that must change when a tenant's isolation level does.</summary>
/// <param name="Aspect">What it is about.</param>
/// <param name="IsTightened">Whether the tenant is kept further apart afterwards, so running workloads may violate it until they are moved.</param>
/// <param name="Action">What the host has to do, in words.</param>
public sealed record IsolationChange(IsolationAspect Aspect, bool IsTightened, string Action);
