namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>The apps and jobs of a tenant.</summary>
public sealed record AppListModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>Whose they are.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>Those on this page, in the order of namespace and name.</summary>
    public required IReadOnlyList<AppRow> Rows { get; init; }

    /// <summary>The query part of the address of the next page; null for none.</summary>
    public required string? Next { get; init; }

    /// <summary>Whether this is the first page.</summary>
    public required bool IsFirst { get; init; }

    /// <summary>Whether the user may see volumes anywhere in the tenant.</summary>
    public required bool MayReadVolumes { get; init; }

    /// <summary>Whether the user may deploy in one namespace at least.</summary>
    public required bool MayDeploy { get; init; }
}
