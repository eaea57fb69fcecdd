namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The endpoint, controller, action or hub works for no tenant: resolvers are not asked, and there is no tenant context. It lifts
/// <see cref="TenancyWebOptions.RequireTenantByDefault"/> and what a group or a controller says; of two on the same endpoint the more
/// specific counts.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class AllowNoTenantAttribute : Attribute, ITenantNeed
{
    bool ITenantNeed.IsRequired => false;
}
