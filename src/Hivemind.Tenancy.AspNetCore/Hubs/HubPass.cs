using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>
/// What a connection was let in with and goes on with: its user in its tenant, by uid, and the permissions that the hub's endpoint asks for.
/// </summary>
internal sealed class HubPass : LivePass
{
    private readonly (Permission Permission, PermissionScope Scope)[] _needs;

    private HubPass(TenantContextClaim claim, (Permission Permission, PermissionScope Scope)[] needs)
    {
        Claim = claim;
        _needs = needs;
    }

    public TenantContextClaim Claim { get; }

    public override string UserId => Claim.UserId;

    public override TenantReference? Tenant => new TenantReference(Claim.TenantId, Claim.TenantUid);

    public override bool IsJudgedInRounds => true;

    public override bool NeedsActiveTenant => true;

    public IReadOnlyList<(Permission Permission, PermissionScope Scope)> Needs => _needs;

    /// <summary>The pass of a connection.</summary>
    /// <param name="tenant">The context that the door gave the request that opened it.</param>
    /// <param name="http">That request, with its route values.</param>
    /// <param name="policy">What the endpoint's policies ask for; null for nothing.</param>
    public static HubPass Of(TenantContext tenant, HttpContext http, AuthorizationPolicy? policy)
    {
        TenantReference bound = tenant.BoundTo!.Value;
        EndpointMetadataCollection? metadata = http.GetEndpoint()?.Metadata;
        bool isAsked = metadata?.GetMetadata<IAllowAnonymous>() is null && metadata?.GetMetadata<ITenantNeed>() is not { IsRequired: false };
        IEnumerable<IAuthorizationRequirement> asked = (metadata?.GetOrderedMetadata<IAuthorizationRequirementData>() ?? [])
            .SelectMany(d => d.GetRequirements())
            .Concat(policy?.Requirements ?? []);
        (Permission, PermissionScope)[] needs = !isAsked
            ? []
            : [.. asked.OfType<TenantPermissionRequirement>()
                .Select(r => (r.Permission, Scope: r.FindScope(http, bound)))
                .Where(n => n.Scope is not null)
                .Select(n => (n.Permission, n.Scope!.Value))
                .Distinct()];
        return new HubPass(new TenantContextClaim(bound.Id, tenant.UserId!, bound.Uid!.Value), needs);
    }

    /// <summary>By the verified door, and by the permissions.</summary>
    public override async Task<bool> MayGoOnAsync(ITenantManager tenants, IAccessManager access, CancellationToken cancellationToken)
    {
        TenantContext context = await tenants.GetTenantContextAsync(Claim, cancellationToken).ConfigureAwait(false);
        using (context.Enter())
        {
            foreach ((Permission permission, PermissionScope scope) in Needs)
            {
                if (!await access.CheckPermissionAsync(Claim.UserId, permission, scope, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public override bool Equals(LivePass? other) => other is HubPass pass && Claim == pass.Claim && _needs.AsSpan().SequenceEqual(pass._needs);

    public override int GetHashCode() => Claim.GetHashCode();
}
