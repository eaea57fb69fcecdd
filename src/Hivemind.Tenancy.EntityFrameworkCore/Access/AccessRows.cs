using System.Text.Json;

namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>Roles and bindings as rows, and back.</summary>
internal static class AccessRows
{
    public static string ToJson(IReadOnlyList<Permission> permissions) => JsonSerializer.Serialize(permissions);

    /// <summary>The built-in role with this id, else the stored one; null when there is none.</summary>
    public static Role? ToRole(string id, string? permissions) => BuiltInRole(id) ?? (permissions is null ? null : Stored(
        "role", id, () => new Role(id, JsonSerializer.Deserialize<Permission[]>(permissions)!)));

    public static Role? BuiltInRole(string id) => BuiltInRoles.All.FirstOrDefault(r => string.Equals(r.Id, id, StringComparison.Ordinal));

    public static RoleBinding ToBinding(RoleBindingRow row) => Stored("binding at", row.Scope, () => new RoleBinding(
        row.SubjectKind == RoleBindingRow.GroupSubject ? RoleSubject.Group(row.SubjectId) : RoleSubject.User(row.SubjectId),
        row.RoleId,
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
