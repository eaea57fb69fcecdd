using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The request acts for a tenant.</summary>
internal sealed class TenantRequirement : IAuthorizationRequirement
{
    public static readonly TenantRequirement Instance = new();

    private TenantRequirement()
    {
    }

    public override string ToString() => "The request acts for a tenant.";
}
