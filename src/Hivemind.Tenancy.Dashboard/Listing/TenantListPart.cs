using Hivemind.Tenancy.Dashboard.Pages;

namespace Hivemind.Tenancy.Dashboard;

/// <summary>One page of the list.</summary>
/// <param name="Rows">Its tenants.</param>
/// <param name="After">For the address: where it ends; null for the last page.</param>
internal sealed record TenantListPart(IReadOnlyList<TenantRow> Rows, string? After)
{
    /// <summary>Whether it is what matches of one page of all.</summary>
    public bool IsFilteredByPage { get; init; }
}
