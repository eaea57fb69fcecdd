using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Which role is meant: an id, and whose it is. The platform and each tenant name roles as they like, so of one id there may be several,
/// which have nothing in common. Made by itself from a <see cref="Role"/>, and from a string: the platform's role of that id. <c>default(RoleReference)</c> is refused.
/// </summary>
[JsonConverter(typeof(RoleReferenceJsonConverter))]
public readonly record struct RoleReference
{
    private const string Kind = "role";

    private readonly TenantReference _tenant;

    /// <summary>Names a role.</summary>
    /// <param name="id">1 to 256 characters.</param>
    /// <param name="tenant">Whose it is; null for the platform's.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> is malformed, or <paramref name="tenant"/> is <c>default</c>.</exception>
    public RoleReference(string id, TenantReference? tenant = null)
    {
        Id = Requires.Line(id, "Role id", TenancyLimits.UserIdLength);
        _tenant = tenant?.Validated(nameof(tenant)) ?? default;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>Whose it is; null for the platform's. One without a uid names nothing that is stored.</summary>
    public TenantReference? Tenant => _tenant.IsDefault ? default(TenantReference?) : _tenant;

    /// <summary>The platform's role of this id.</summary>
    public static implicit operator RoleReference(string id) => new(id);

    /// <summary>This role.</summary>
    public static implicit operator RoleReference(Role role)
    {
        ArgumentNullException.ThrowIfNull(role);
        return new RoleReference(role.Id, role.Tenant);
    }

    /// <summary>As the implicit conversion.</summary>
    public static RoleReference FromRole(Role role) => role;

    /// <summary>As the implicit conversion.</summary>
    public static RoleReference FromString(string id) => id;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is neither of both.</exception>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    public static RoleReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return OwnedText.TryRead(Kind, text, out string id, out TenantReference? tenant)
            ? new RoleReference(id, tenant)
            : throw new FormatException("A role is 'role ID' or 'tenant-role TENANT ID'.");
    }

    /// <summary><c>role ops</c>, or a tenant's own: <c>tenant-role acme@uid ops</c>.</summary>
    public override string ToString() => OwnedText.Write(Kind, Id, Tenant);

    internal RoleReference Validated(string paramName) =>
        Id is null ? throw new ArgumentException("default(RoleReference) is no role.", paramName) : this;
}
