namespace Hivemind.Tenancy.EntityFrameworkCore;

/// <summary>The same of a resource beside the known ones that is limited, or counts, or has a threshold that stands. Goes with its ledger.</summary>
internal sealed class LedgerResourceRow
{
    public required string TenantId { get; init; }

    public required string Name { get; init; }

    /// <summary>The quota; null is unlimited.</summary>
    public long? Limit { get; init; }

    /// <summary>The grace's ceiling; null for none.</summary>
    public long? Grace { get; init; }

    public long Total { get; init; }

    public long Held { get; init; }

    public int Threshold { get; init; }

    /// <summary>When a threshold was reported last; 0 for never.</summary>
    public long FiredAt { get; init; }
}
