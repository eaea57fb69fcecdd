namespace Hivemind.Tenancy;

/// <summary>One thing that a move to another version of a plan changes of a tenant, in words.</summary>
/// <param name="Member">What: the name of a property of <see cref="Tenant"/>, or <c>Bindings</c>.</param>
/// <param name="Key">Which of them: the resource, meter, label, parameter or subject; null for what there is one of.</param>
/// <param name="Before">What the tenant says now; null for nothing.</param>
/// <param name="After">What it will say; null for nothing.</param>
public sealed record PlanChange(string Member, string? Key, string? Before, string? After);
