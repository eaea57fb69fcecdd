namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The endpoint, controller, action or hub works for no tenant: resolvers are not asked, and there is no tenant context. It lifts
/// <see cref="TenancyWebOptions.RequireTenantByDefault"/> and what a group or a controller says; of two on the same endpoint the more
/// specific counts. It is not inherited: a derived class or an overriding method would not be known to say more than its base.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class AllowNoTenantAttribute : Attribute, ITenantNeed
{
    bool ITenantNeed.IsRequired => false;
}
