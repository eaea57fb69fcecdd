using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Where a permission is granted or asked for: Global, a tenant, a namespace of a tenant, or a named resource in it. A wider
/// scope includes the narrower ones. <c>default(PermissionScope)</c> is refused wherever a scope is given.
/// </summary>
[JsonConverter(typeof(PermissionScopeJsonConverter))]
public readonly record struct PermissionScope
{
    private readonly TenantId _tenantId;

    private PermissionScope(PermissionScopeKind kind, TenantId tenantId, string? namespaceName, string? resourceName)
    {
        Kind = kind;
        _tenantId = tenantId;
        NamespaceName = namespaceName;
        ResourceName = resourceName;
    }

    /// <summary>The whole platform and every tenant.</summary>
    public static PermissionScope Global { get; } = new(PermissionScopeKind.Global, default, null, null);

    /// <summary>How far it reaches.</summary>
    public PermissionScopeKind Kind { get; }

    /// <summary>The tenant; null for Global.</summary>
    public TenantId? TenantId => _tenantId.IsDefault ? null : _tenantId;

    /// <summary>The namespace; null for Global and Tenant.</summary>
    public string? NamespaceName { get; }

    /// <summary>The resource's name; null except for Resource.</summary>
    public string? ResourceName { get; }

    /// <summary>One tenant.</summary>
    public static PermissionScope Tenant(TenantId tenantId) =>
        new(PermissionScopeKind.Tenant, Requires.TenantId(tenantId), null, null);

    /// <summary>One namespace of a tenant.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="namespaceName">An RFC 1123 label.</param>
    public static PermissionScope Namespace(TenantId tenantId, string namespaceName) =>
        new(PermissionScopeKind.Namespace, Requires.TenantId(tenantId), Requires.Label(namespaceName, "Namespace"), null);

    /// <summary>One named resource in a namespace of a tenant.</summary>
    /// <param name="tenantId">The tenant.</param>
    /// <param name="namespaceName">An RFC 1123 label.</param>
    /// <param name="resourceName">An RFC 1123 label.</param>
    public static PermissionScope Resource(TenantId tenantId, string namespaceName, string resourceName) =>
        new(
            PermissionScopeKind.Resource,
            Requires.TenantId(tenantId),
            Requires.Label(namespaceName, "Namespace"),
            Requires.Label(resourceName, "Resource name"));

    /// <summary>Reads what <see cref="ToString"/> writes: <c>*</c>, <c>tenant</c>, <c>tenant/namespace</c> or <c>tenant/namespace/resource</c>.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is malformed.</exception>
    public static PermissionScope Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PermissionScope scope) ? scope : throw new FormatException(
            $"'{text}' is not a scope: *, tenant, tenant/namespace or tenant/namespace/resource, each an RFC 1123 label.");
    }

    /// <summary>Reads what <see cref="ToString"/> writes; false when it is malformed.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PermissionScope scope)
    {
        scope = Global;
        if (text == Global.ToString())
        {
            return true;
        }

        scope = default;
        string[] parts = text?.Split('/') ?? [];
        if (parts.Length is < 1 or > 3 || !parts.All(p => Requires.IsLabel(p)))
        {
            return false;
        }

        TenantId tenantId = Tenancy.TenantId.Parse(parts[0]);
        scope = parts.Length switch
        {
            1 => Tenant(tenantId),
            2 => Namespace(tenantId, parts[1]),
            _ => Resource(tenantId, parts[1], parts[2]),
        };
        return true;
    }

    /// <summary>Whether a grant in this scope reaches <paramref name="other"/>: it is the same or lies within.</summary>
    public bool Includes(PermissionScope other) => other.Kind != 0 && Kind switch
    {
        PermissionScopeKind.Global => true,
        PermissionScopeKind.Tenant => _tenantId == other._tenantId,
        PermissionScopeKind.Namespace => _tenantId == other._tenantId && NamespaceName == other.NamespaceName,
        PermissionScopeKind.Resource => this == other,
        _ => false,
    };

    /// <summary><c>*</c> for Global, else <c>tenant</c>, <c>tenant/namespace</c> or <c>tenant/namespace/resource</c>.</summary>
    public override string ToString() => Kind switch
    {
        PermissionScopeKind.Global => "*",
        PermissionScopeKind.Tenant => $"{TenantId}",
        PermissionScopeKind.Namespace => $"{TenantId}/{NamespaceName}",
        PermissionScopeKind.Resource => $"{TenantId}/{NamespaceName}/{ResourceName}",
        _ => string.Empty,
    };

    internal PermissionScope Validated(string paramName) =>
        Kind == 0 ? throw new ArgumentException("default(PermissionScope) is not a scope.", paramName) : this;
}
