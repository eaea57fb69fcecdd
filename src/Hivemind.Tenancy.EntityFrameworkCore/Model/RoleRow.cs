namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>A role that was defined; built-in ones are not stored.</summary>
internal sealed class RoleRow
{
    /// <summary>See <see cref="EntityFrameworkCore.Owner"/>.</summary>
    public required string Owner { get; init; }

    public required string Id { get; init; }

    /// <summary>JSON list of permissions.</summary>
    public required string Permissions { get; set; }
}
