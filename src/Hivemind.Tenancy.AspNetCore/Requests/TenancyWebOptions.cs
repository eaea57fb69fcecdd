using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Options of <c>AddAspNetCore</c>, validated when the host starts.</summary>
public sealed partial class TenancyWebOptions
{
    /// <summary>
    /// Where a request says for which tenant it is. All are asked, and if they disagree the request is refused with 400. Use the
    /// <c>ResolveFrom</c> methods, or add a delegate of your own.
    /// </summary>
    public IList<TenantResolver> Resolvers { get; } = [];

    /// <summary>
    /// The user id of a principal that is authenticated; null for none. Unless set, the value of its claim
    /// <see cref="ClaimTypes.NameIdentifier"/>, else of <c>sub</c>. Where a principal has several identities it is asked for each that is
    /// authenticated, alone. Two that differ count as none, and so does what could not be a user id (1 to 256 characters on one line):
    /// a warning says why, without the value, once for each reason while the host runs.
    /// </summary>
    public Func<ClaimsPrincipal, string?> GetUserId { get; set; } = DefaultUserId;

    /// <summary>
    /// Whether every request needs a tenant, but for endpoints with <c>AllowNoTenant</c>. False unless set: then those with
    /// <c>RequireTenant</c> or <c>RequireTenantPermission</c> do. A host that sets it does not start without <c>UseHivemindTenancy</c>.
    /// </summary>
    public bool RequireTenantByDefault { get; set; }

    /// <summary>The answer to a caller who may not know whether a tenant exists: 404, unless set to 403.</summary>
    public int StrangerStatusCode { get; set; } = StatusCodes.Status404NotFound;

    private static string? DefaultUserId(ClaimsPrincipal user) =>
        user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value;
}
