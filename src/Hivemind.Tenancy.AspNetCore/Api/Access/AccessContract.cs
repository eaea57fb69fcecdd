using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy.AspNetCore;

[Description("A decision about access with every grant that decided it.")]
internal sealed record AccessResource
{
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("permission")]
    [Description("Null when access to the tenant as such was asked for")]
    public required string? Permission { get; init; }

    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    [JsonPropertyName("is_granted")]
    public required bool IsGranted { get; init; }

    [JsonPropertyName("reason")]
    [Description("The decision in words")]
    public required string Reason { get; init; }

    [JsonPropertyName("grants")]
    public required IReadOnlyList<AccessGrantDocument> Grants { get; init; }

    public static AccessResource Of(AccessExplanation explanation) => new()
    {
        UserId = explanation.UserId,
        Permission = explanation.Permission?.ToString(),
        Scope = explanation.Scope.ToPath(),
        IsGranted = explanation.IsGranted,
        Reason = explanation.Reason,
        Grants = [.. explanation.Grants.Select(AccessGrantDocument.Of)],
    };
}

internal sealed record AccessGrantDocument
{
    [JsonPropertyName("kind")]
    public required AccessGrantName Kind { get; init; }

    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    [JsonPropertyName("role_id")]
    [Description("Null when it is not known, or not for the caller to know")]
    public required string? RoleId { get; init; }

    [JsonPropertyName("role_tenant_id")]
    [Description("Whose role it is; null for the platform's")]
    public required string? RoleTenantId { get; init; }

    [JsonPropertyName("group_id")]
    [Description("The group through which the user has it; null when it is the user's own, or not for the caller to know")]
    public required string? GroupId { get; init; }

    [JsonPropertyName("group_tenant_id")]
    [Description("Whose group it is; null for the platform's")]
    public required string? GroupTenantId { get; init; }

    public static AccessGrantDocument Of(AccessGrant grant) => new()
    {
        Kind = (AccessGrantName)grant.Kind,
        Scope = grant.Scope.ToPath(),
        RoleId = grant.Role?.Id,
        RoleTenantId = grant.Role?.Tenant?.Id.Value,
        GroupId = grant.Group?.Id,
        GroupTenantId = grant.Group?.Tenant?.Id.Value,
    };
}

/// <summary><see cref="AccessGrantKind"/> as the API writes it.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AccessGrantName>))]
internal enum AccessGrantName
{
    Owner = AccessGrantKind.Owner,
    Binding = AccessGrantKind.Binding,
    Provider = AccessGrantKind.Provider,
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoleRequest
{
    [JsonPropertyName("permissions")]
    [Description("At least one resource:action, * for any")]
    public required IReadOnlyList<string> Permissions { get; init; }
}

internal sealed record RoleResource
{
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("permissions")]
    [Description("resource:action, * for any")]
    public required IReadOnlyList<string> Permissions { get; init; }

    [JsonPropertyName("is_built_in")]
    [Description("Whether it exists always and cannot be changed")]
    public required bool IsBuiltIn { get; init; }

    public static RoleResource Of(Role role) => new()
    {
        Id = role.Id,
        Permissions = [.. role.Permissions.Select(p => p.ToString())],
        IsBuiltIn = BuiltInRoles.All.Contains(role),
    };
}

internal sealed record RoleList
{
    [JsonPropertyName("roles")]
    public required IReadOnlyList<RoleResource> Roles { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TenantRoleBindingRequest
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    [JsonPropertyName("namespace")]
    [Description("One of the tenant's namespaces; the whole tenant when absent")]
    public string? Namespace { get; init; }

    [JsonPropertyName("resource")]
    [Description("One named resource of the namespace")]
    public string? Resource { get; init; }

    [JsonPropertyName("ends_at")]
    [Description("When it ends: a time ahead, as RFC 3339 has it, with Z or an offset. It does not when absent, also where it did until now")]
    public string? EndsAt { get; init; }
}

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RoleBindingRequest
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    [JsonPropertyName("ends_at")]
    [Description("When it ends: a time ahead, as RFC 3339 has it, with Z or an offset. It does not when absent, also where it did until now")]
    public string? EndsAt { get; init; }
}

internal sealed record RoleBindingResource
{
    [JsonPropertyName("subject")]
    [Description("user ID or group ID, for instance: user alice")]
    public required string Subject { get; init; }

    [JsonPropertyName("role_id")]
    public required string RoleId { get; init; }

    [JsonPropertyName("role_tenant_id")]
    [Description("Whose role it is; null for the platform's")]
    public required string? RoleTenantId { get; init; }

    [JsonPropertyName("scope")]
    [Description("* for Global, tenant, tenant/namespace or tenant/namespace/resource")]
    public required string Scope { get; init; }

    [JsonPropertyName("ends_at")]
    [Description("When it ends; null when it does not")]
    public required DateTimeOffset? EndsAt { get; init; }

    public static RoleBindingResource Of(RoleBinding binding) => new()
    {
        Subject = binding.Subject.ToString(),
        RoleId = binding.Role.Id,
        RoleTenantId = binding.Role.Tenant?.Id.Value,
        Scope = binding.Scope.ToPath(),
        EndsAt = binding.EndsAt,
    };
}

internal sealed record RoleBindingList
{
    [JsonPropertyName("role_bindings")]
    public required IReadOnlyList<RoleBindingResource> RoleBindings { get; init; }
}

internal sealed record GroupMembers
{
    [JsonPropertyName("group_id")]
    public required string GroupId { get; init; }

    [JsonPropertyName("members")]
    public required IReadOnlyList<string> Members { get; init; }
}

[Description("What was taken from a user.")]
internal sealed record ForgottenUserResource
{
    [JsonPropertyName("user_id")]
    public required string UserId { get; init; }

    [JsonPropertyName("role_bindings")]
    [Description("The bindings that were taken away")]
    public required IReadOnlyList<RoleBindingResource> RoleBindings { get; init; }

    [JsonPropertyName("groups")]
    [Description("The groups that the user was taken out of, for instance: group developers")]
    public required IReadOnlyList<string> Groups { get; init; }

    [JsonPropertyName("owned_tenants")]
    [Description("Ids of the tenants that the user still owns, at most 1,000: give each another owner, or delete it")]
    public required IReadOnlyList<string> OwnedTenants { get; init; }

    public static ForgottenUserResource Of(ForgottenUser forgotten) => new()
    {
        UserId = forgotten.UserId,
        RoleBindings = [.. forgotten.Bindings.Select(RoleBindingResource.Of)],
        Groups = [.. forgotten.Groups.Select(g => g.ToString())],
        OwnedTenants = [.. forgotten.OwnedTenants.Select(t => t.Value)],
    };
}
