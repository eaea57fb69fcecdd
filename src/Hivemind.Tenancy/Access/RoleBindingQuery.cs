namespace Hivemind.Tenancy;

/// <summary>Which bindings to list. They come in a stable order, all of them: a subject or a tenant narrows them.</summary>
public sealed record RoleBindingQuery
{
    /// <summary>Only bindings of this user or group; null for any. A group is the platform's or one tenant's own, not both.</summary>
    public RoleSubject? Subject { get; init => field = value?.Validated(nameof(value)); }

    /// <summary>Only bindings in this tenant's scopes; null for any scope, Global and those of former tenants included.</summary>
    public TenantReference? Tenant { get; init => field = value?.Validated(nameof(value)); }
}
