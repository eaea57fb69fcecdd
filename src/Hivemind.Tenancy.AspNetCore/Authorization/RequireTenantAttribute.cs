using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// The endpoint, controller, action or hub needs a signed-in user and a tenant that the verified door has let the user into. Without a
/// tenant, with one that does not exist and with one the user has no access to, the answer is the same
/// (<see cref="TenancyWebOptions.StrangerStatusCode"/>).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequireTenantAttribute : AuthorizeAttribute, IAuthorizationRequirementData, ITenantNeed
{
    bool ITenantNeed.IsRequired => true;

    /// <summary>The requirement of a tenant.</summary>
    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [TenantRequirement.OfEndpoint];
}
