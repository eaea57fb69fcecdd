using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>
/// Which group is meant: an id, and whose it is. The platform and each tenant name groups as they like, so of one id there may be several,
/// which have nothing in common. Made from a string by itself: the platform's group of that id. <c>default(GroupReference)</c> is refused.
/// </summary>
[JsonConverter(typeof(GroupReferenceJsonConverter))]
public readonly record struct GroupReference
{
    private const string Kind = "group";

    private readonly TenantReference _tenant;

    /// <summary>Names a group.</summary>
    /// <param name="id">1 to 256 characters.</param>
    /// <param name="tenant">Whose it is; null for the platform's.</param>
    /// <exception cref="ArgumentException"><paramref name="id"/> is malformed, or <paramref name="tenant"/> is <c>default</c>.</exception>
    public GroupReference(string id, TenantReference? tenant = null)
    {
        Id = Requires.Line(id, "Group id", TenancyLimits.UserIdLength);
        _tenant = tenant?.Validated(nameof(tenant)) ?? default;
    }

    /// <summary>The id.</summary>
    public string Id { get; }

    /// <summary>Whose it is; null for the platform's. One without a uid names nothing that is stored.</summary>
    public TenantReference? Tenant => _tenant.IsDefault ? default(TenantReference?) : _tenant;

    /// <summary>The platform's group of this id.</summary>
    public static implicit operator GroupReference(string id) => new(id);

    /// <summary>As the implicit conversion.</summary>
    public static GroupReference FromString(string id) => id;

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is neither of both.</exception>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    public static GroupReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return OwnedText.TryRead(Kind, text, out string id, out TenantReference? tenant)
            ? new GroupReference(id, tenant)
            : throw new FormatException("A group is 'group ID' or 'tenant-group TENANT ID'.");
    }

    /// <summary><c>group developers</c>, or a tenant's own: <c>tenant-group acme@uid developers</c>.</summary>
    public override string ToString() => OwnedText.Write(Kind, Id, Tenant);

    internal GroupReference Validated(string paramName) =>
        Id is null ? throw new ArgumentException("default(GroupReference) is no group.", paramName) : this;
}
