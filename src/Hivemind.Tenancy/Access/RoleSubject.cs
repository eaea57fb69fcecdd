using System.Text.Json.Serialization;

namespace Hivemind.Tenancy;

/// <summary>Who a role is bound to: a user, or a group of users. <c>default(RoleSubject)</c> is refused.</summary>
[JsonConverter(typeof(RoleSubjectJsonConverter))]
public readonly record struct RoleSubject
{
    private const string UserPrefix = "user ";
    private const string GroupPrefix = "group ";

    private RoleSubject(string id, bool isGroup)
    {
        Id = id;
        IsGroup = isGroup;
    }

    /// <summary>The user id or group id.</summary>
    public string Id { get; }

    /// <summary>Whether it is a group.</summary>
    public bool IsGroup { get; }

    /// <summary>A user.</summary>
    /// <param name="userId">1 to 256 characters.</param>
    public static RoleSubject User(string userId) => new(Requires.UserId(userId), isGroup: false);

    /// <summary>A group.</summary>
    /// <param name="groupId">1 to 256 characters.</param>
    public static RoleSubject Group(string groupId) => new(Requires.Line(groupId, "Group id", TenancyLimits.UserIdLength), isGroup: true);

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It begins with neither <c>user</c> nor <c>group</c>.</exception>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    public static RoleSubject Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(UserPrefix, StringComparison.Ordinal) ? User(text[UserPrefix.Length..])
            : text.StartsWith(GroupPrefix, StringComparison.Ordinal) ? Group(text[GroupPrefix.Length..])
            : throw new FormatException("A subject is 'user ID' or 'group ID'.");
    }

    /// <summary><c>user alice</c> or <c>group developers</c>.</summary>
    public override string ToString() => (IsGroup ? GroupPrefix : UserPrefix) + Id;

    internal RoleSubject Validated(string paramName) =>
        Id is null ? throw new ArgumentException("default(RoleSubject) is nobody.", paramName) : this;
}
