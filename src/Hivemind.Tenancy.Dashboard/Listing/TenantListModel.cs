namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>A page of the list of tenants.</summary>
public sealed record TenantListModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>What was asked for.</summary>
    public required ListQuery Query { get; init; }

    /// <summary>The tenants, each with what it uses.</summary>
    public required IReadOnlyList<TenantRow> Rows { get; init; }

    /// <summary>The query part of the address of the next page; null for the last.</summary>
    public required string? Next { get; init; }

    /// <summary>Whether the user may create tenants.</summary>
    public required bool MayCreate { get; init; }

    /// <summary>Whether the user may read what happened to all tenants.</summary>
    public required bool MayReadEvents { get; init; }

    /// <summary>Whether the order by what is used is offered.</summary>
    public required bool MaySortByUsage { get; init; }

    /// <summary>Whether each page shows what matches of one page of all, and may be short or empty while there are more.</summary>
    public required bool IsFilteredByPage { get; init; }

    /// <summary>The levels of isolation of its tenants, each once, but for those that are one tenant's own.</summary>
    public IEnumerable<IsolationLevel> Levels =>
        Rows.Select(r => r.Tenant.IsolationLevel).Where(l => l.Kind != IsolationKind.Custom).DistinctBy(l => l.Kind).OrderBy(l => l.Kind);
}
