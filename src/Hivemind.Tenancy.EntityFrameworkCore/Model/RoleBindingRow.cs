namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A role given to a subject in a scope, of one tenant and none that is made under its id later.</summary>
internal sealed class RoleBindingRow
{
    public const int UserSubject = 1;

    public const int GroupSubject = 2;

    /// <summary><see cref="UserSubject"/> or <see cref="GroupSubject"/>.</summary>
    public required int SubjectKind { get; init; }

    /// <summary>Of a group, see <see cref="Owner"/>; the platform's for a user.</summary>
    public required string SubjectOwner { get; init; }

    public required string SubjectId { get; init; }

    /// <summary>See <see cref="Owner"/>.</summary>
    public required string RoleOwner { get; init; }

    public required string RoleId { get; init; }

    /// <summary>As <see cref="PermissionScope.ToString"/> writes it, the tenant's uid included.</summary>
    public required string Scope { get; init; }

    /// <summary>The scope's tenant; null for Global.</summary>
    public string? TenantId { get; init; }

    public string? TenantUid { get; init; }

    /// <summary>The scope's namespace; null for Global and Tenant.</summary>
    public string? Namespace { get; init; }

    /// <summary>When it ends; null when it does not.</summary>
    public long? EndsAt { get; init; }
}
