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
    private readonly TenantReference _tenant;

    private PermissionScope(PermissionScopeKind kind, TenantReference tenant, string? namespaceName, string? resourceName)
    {
        Kind = kind;
        _tenant = tenant;
        NamespaceName = namespaceName;
        ResourceName = resourceName;
    }

    /// <summary>The whole platform and every tenant.</summary>
    public static PermissionScope Global { get; } = new(PermissionScopeKind.Global, default, null, null);

    /// <summary>How far it reaches.</summary>
    public PermissionScopeKind Kind { get; }

    /// <summary>The tenant; null for Global.</summary>
    public TenantId? TenantId => _tenant.IsDefault ? null : _tenant.Id;

    /// <summary>Which tenant of that id; null for Global, and where whoever holds the id is meant.</summary>
    public TenantUid? TenantUid => _tenant.Uid;

    /// <summary><see cref="TenantId"/> and <see cref="TenantUid"/> in one; null for Global.</summary>
    public TenantReference? Reference => _tenant.IsDefault ? default(TenantReference?) : _tenant;

    /// <summary>As <see cref="Reference"/>, not copied: <c>default</c> for Global.</summary>
    [UnscopedRef]
    internal ref readonly TenantReference TenantRef => ref _tenant;

    /// <summary>The namespace; null for Global and Tenant.</summary>
    public string? NamespaceName { get; }

    /// <summary>The resource's name; null except for Resource.</summary>
    public string? ResourceName { get; }

    /// <summary>One tenant.</summary>
    public static PermissionScope Tenant(TenantReference tenant) =>
        new(PermissionScopeKind.Tenant, tenant.Validated(nameof(tenant)), null, null);

    /// <summary>One namespace of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="namespaceName">An RFC 1123 label.</param>
    public static PermissionScope Namespace(TenantReference tenant, string namespaceName) =>
        new(PermissionScopeKind.Namespace, tenant.Validated(nameof(tenant)), Requires.Label(namespaceName, "Namespace"), null);

    /// <summary>One named resource in a namespace of a tenant.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="namespaceName">An RFC 1123 label.</param>
    /// <param name="resourceName">An RFC 1123 label.</param>
    public static PermissionScope Resource(TenantReference tenant, string namespaceName, string resourceName) =>
        new(
            PermissionScopeKind.Resource,
            tenant.Validated(nameof(tenant)),
            Requires.Label(namespaceName, "Namespace"),
            Requires.Label(resourceName, "Resource name"));

    /// <summary>
    /// Reads what <see cref="ToString"/> writes: <c>*</c>, <c>tenant</c>, <c>tenant/namespace</c> or <c>tenant/namespace/resource</c>,
    /// where <c>tenant</c> is an id, or <c>id@uid</c>.
    /// </summary>
    /// <exception cref="FormatException"><paramref name="text"/> is malformed.</exception>
    public static PermissionScope Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out PermissionScope scope) ? scope : throw new FormatException(
            $"'{text}' is not a scope: *, tenant, tenant/namespace or tenant/namespace/resource, each an RFC 1123 label, the tenant with @ and its uid or without.");
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
        if (parts.Length is < 1 or > 3 || !parts.Skip(1).All(p => Requires.IsLabel(p)) || !TenantReference.TryParse(parts[0], out TenantReference tenant))
        {
            return false;
        }

        scope = parts.Length switch
        {
            1 => Tenant(tenant),
            2 => Namespace(tenant, parts[1]),
            _ => Resource(tenant, parts[1], parts[2]),
        };
        return true;
    }

    /// <summary>
    /// Whether a grant in this scope reaches <paramref name="other"/>: it is the same or lies within. Uids that differ are two tenants;
    /// a scope without one includes whoever holds the id, and is included in none that has one.
    /// </summary>
    public bool Includes(PermissionScope other) => other.Kind != 0 && (Kind == PermissionScopeKind.Global
        || (Kind != 0
            && _tenant.Id == other._tenant.Id
            && (_tenant.Uid is null || _tenant.Uid == other._tenant.Uid)
            && (NamespaceName is null || NamespaceName == other.NamespaceName)
            && (ResourceName is null || ResourceName == other.ResourceName)));

    /// <summary>The same scope in exactly this tenant of its id; Global as it is.</summary>
    /// <param name="uid">Which tenant.</param>
    /// <exception cref="ArgumentException"><paramref name="uid"/> is <c>default</c>.</exception>
    public PermissionScope WithUid(TenantUid uid) =>
        _tenant.IsDefault ? this : new(Kind, new TenantReference(_tenant.Id, uid), NamespaceName, ResourceName);

    /// <summary><c>*</c> for Global, else <c>tenant</c>, <c>tenant/namespace</c> or <c>tenant/namespace/resource</c>; with a uid, <c>tenant</c> is <c>id@uid</c>.</summary>
    public override string ToString() => Kind switch
    {
        PermissionScopeKind.Global => "*",
        PermissionScopeKind.Tenant => $"{_tenant}",
        PermissionScopeKind.Namespace => $"{_tenant}/{NamespaceName}",
        PermissionScopeKind.Resource => $"{_tenant}/{NamespaceName}/{ResourceName}",
        _ => string.Empty,
    };

    /// <summary>As <see cref="ToString"/>, without the uid: for people, who mean the tenant that is there.</summary>
    public string ToPath() => _tenant.Uid is null ? ToString() : Within(_tenant.Id).ToString();

    /// <summary>The same scope of this reference to its tenant.</summary>
    internal PermissionScope Within(in TenantReference tenant) => new(Kind, tenant, NamespaceName, ResourceName);

    internal PermissionScope Validated(string paramName) =>
        Kind == 0 ? throw new ArgumentException("default(PermissionScope) is not a scope.", paramName) : this;
}
