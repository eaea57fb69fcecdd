namespace Hivemind.Tenancy.AspNetCore;

/// <summary>Reads permissions, subjects and scopes that requests name.</summary>
internal static class AccessText
{
    /// <exception cref="ApiProblemException">It is malformed.</exception>
    public static Permission Permission(string text) => Tenancy.Permission.TryParse(text, out Permission permission) ? permission
        : throw ApiProblemException.Invalid("A permission has to be resource:action, each an RFC 1123 label or *.");

    /// <exception cref="ApiProblemException">It names neither a user nor a group of the platform.</exception>
    /// <exception cref="ArgumentException">The id is malformed.</exception>
    public static RoleSubject Subject(string text)
    {
        try
        {
            RoleSubject subject = RoleSubject.Parse(text);
            return subject.Tenant is null ? subject : throw NoSubject();
        }
        catch (FormatException)
        {
            throw NoSubject();
        }

        static ApiProblemException NoSubject() => ApiProblemException.Invalid("subject has to be 'user ID' or 'group ID'.");
    }

    /// <summary>A scope in a tenant, always beneath it.</summary>
    /// <exception cref="ApiProblemException">There is a resource without a namespace.</exception>
    /// <exception cref="ArgumentException">A name is malformed.</exception>
    public static PermissionScope Scope(TenantReference tenant, string? namespaceName, string? resourceName) => (namespaceName, resourceName) switch
    {
        (null, null) => PermissionScope.Tenant(tenant),
        (null, _) => throw ApiProblemException.Invalid("A resource is named together with its namespace."),
        (_, null) => PermissionScope.Namespace(tenant, namespaceName),
        _ => PermissionScope.Resource(tenant, namespaceName, resourceName),
    };
}
