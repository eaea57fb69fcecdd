using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Roles and bindings as rows, and back.</summary>
internal static class AccessRows
{
    public static string ToJson(IReadOnlyList<Permission> permissions) => JsonSerializer.Serialize(permissions);

    /// <summary>The built-in role that is meant, else the stored one; null when there is none.</summary>
    public static Role? ToRole(RoleReference role, string? permissions) => BuiltInRole(role) ?? (permissions is null ? null : Stored(
        "role", role.Id, () => new Role(role.Id, JsonSerializer.Deserialize<Permission[]>(permissions)!, role.Tenant)));

    public static RoleReference ToReference(string owner, string id) => Stored("role", id, () => new RoleReference(id, Owner.Parse(owner)));

    public static GroupReference ToGroup(GroupMemberRow row) => Stored("group", row.GroupId, () => new GroupReference(row.GroupId, Owner.Parse(row.Owner)));

    /// <summary>A tenant's own role of such an id is none.</summary>
    public static Role? BuiltInRole(RoleReference role) =>
        role.Tenant is null ? BuiltInRoles.All.FirstOrDefault(r => string.Equals(r.Id, role.Id, StringComparison.Ordinal)) : null;

    public static RoleBinding ToBinding(RoleBindingRow row) => Stored("binding at", row.Scope, () => new RoleBinding(
        row.SubjectKind == RoleBindingRow.GroupSubject ? RoleSubject.Group(new GroupReference(row.SubjectId, Owner.Parse(row.SubjectOwner))) : RoleSubject.User(row.SubjectId),
        new RoleReference(row.RoleId, Owner.Parse(row.RoleOwner)),
        PermissionScope.Parse(row.Scope))
    { EndsAt = Ticks.ToTime(row.EndsAt) });

    public static int KindOf(RoleSubject subject) => subject.IsGroup ? RoleBindingRow.GroupSubject : RoleBindingRow.UserSubject;

    /// <summary>A stored value that is not allowed is a fault of the database, not of the caller's arguments.</summary>
    private static T Stored<T>(string what, string id, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentException or FormatException or JsonException)
        {
            throw new InvalidDataException($"What is stored as {what} '{id}' is not one: {e.Message}", e);
        }
    }
}
