namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>To which tenant a namespace belongs. Goes with its tenant.</summary>
internal sealed class NamespaceRow
{
    public required string Name { get; init; }

    public required string TenantId { get; init; }
}
