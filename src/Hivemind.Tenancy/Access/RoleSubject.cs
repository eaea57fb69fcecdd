using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>Who a role is bound to: a user, or a group of users. <c>default(RoleSubject)</c> is refused.</summary>
[JsonConverter(typeof(RoleSubjectJsonConverter))]
public readonly record struct RoleSubject
{
    private const string UserPrefix = "user ";

    private readonly TenantReference _tenant;

    private RoleSubject(string id, bool isGroup, TenantReference? tenant)
    {
        Id = id;
        IsGroup = isGroup;
        _tenant = tenant ?? default;
    }

    /// <summary>The user id or group id.</summary>
    public string Id { get; }

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup { get; }

    /// <summary>Whose group it is; null for the platform's, and for a user, who belongs to nobody.</summary>
    public TenantReference? Tenant => _tenant.IsDefault ? default(TenantReference?) : _tenant;

    /// <summary>A user.</summary>
    /// <param name="userId">1 to 256 characters.</param>
    public static RoleSubject User(string userId) => new(Requires.UserId(userId), isGroup: false, tenant: null);

    /// <summary>A group.</summary>
    /// <param name="group">Which; of a string, the platform's of that id.</param>
    public static RoleSubject Group(GroupReference group) => new(group.Validated(nameof(group)).Id, isGroup: true, group.Tenant);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It names neither a user nor a group.</exception>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    public static RoleSubject Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith(UserPrefix, StringComparison.Ordinal))
        {
            return User(text[UserPrefix.Length..]);
        }

        try
        {
            return Group(GroupReference.Parse(text));
        }
        catch (FormatException)
        {
            throw new FormatException("A subject is 'user ID', 'group ID' or 'tenant-group TENANT ID'.");
        }
    }

    /// <summary><c>user alice</c>, <c>group developers</c> or, a tenant's own, <c>tenant-group acme@uid developers</c>.</summary>
    public override string ToString() => IsGroup ? AsGroup().ToString() : UserPrefix + Id;

    /// <summary>The group that it is.</summary>
    internal GroupReference AsGroup() => new(Id, Tenant);

    internal RoleSubject Validated(string paramName) =>
        Id is null ? throw new ArgumentException("default(RoleSubject) is nobody.", paramName) : this;
}
