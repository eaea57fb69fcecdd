using Microsoft.AspNetCore.Authorization;

namespace Hivemind.Tenancy.AspNetCore;

/// <summary>The request acts for a tenant.</summary>
internal sealed class TenantRequirement : IAuthorizationRequirement
{
    /// <summary>A policy asks for it.</summary>
    public static readonly TenantRequirement Instance = new(isOfEndpoint: false);

    /// <summary>An endpoint, or its group or controller, asks for it.</summary>
    public static readonly TenantRequirement OfEndpoint = new(isOfEndpoint: true);

    private TenantRequirement(bool isOfEndpoint) => IsOfEndpoint = isOfEndpoint;

    /// <summary>Whether an <see cref="AllowNoTenantAttribute"/> that is more specific lifts it.</summary>
    public bool IsOfEndpoint { get; }

    public override string ToString() => "The request acts for a tenant.";
}
