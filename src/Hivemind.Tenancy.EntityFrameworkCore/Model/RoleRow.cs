namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A role that was defined; built-in ones are not stored.</summary>
internal sealed class RoleRow
{
    public required string Id { get; init; }

    /// <summary>JSON list of permissions.</summary>
    public required string Permissions { get; set; }

    /// <summary>Whose role it is; null for the platform's.</summary>
    public string? TenantId { get; init; }

    public string? TenantUid { get; init; }
}
