namespace Hivemind.Tenancy.Dashboard.Pages;

/// <summary>One tenant at a glance.</summary>
public sealed record OverviewModel
{
    /// <summary>What surrounds the page.</summary>
    public required PageFrame Frame { get; init; }

    /// <summary>The tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>What somebody should look at, the worst first.</summary>
    public required IReadOnlyList<AttentionItem> Attention { get; init; }

    /// <summary>What it uses now.</summary>
    public required TenantUsage Usage { get; init; }

    /// <summary>Who holds most of it; null when nothing is held, and when that is too much to add up for each look.</summary>
    public required HoldersModel? Holders { get; init; }

    /// <summary>The latest events, newest first, those left out that say how full a quota or budget is; null for who may not know.</summary>
    public required IReadOnlyList<EventLine>? Latest { get; init; }
}
