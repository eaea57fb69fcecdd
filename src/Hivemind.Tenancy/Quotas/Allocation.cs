namespace Hivemind.Tenancy;

/// <summary>Amounts that a tenant holds: for a lease, or committed.</summary>
/// <param name="TenantId">Whose it is.</param>
/// <param name="TenantUid">Which tenant of that id.</param>
/// <param name="Id">Its id, unique within the tenant: 1 to 256 characters.</param>
/// <param name="Amounts">How much; what is reserved for its growth counts beside it.</param>
/// <param name="Source">Which engine or host holds it; empty when not said.</param>
public sealed record Allocation(TenantId TenantId, TenantUid TenantUid, string Id, ResourceAmounts Amounts, string Source)
{
    /// <summary>The namespace of the tenant it stands in; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>The host's own marks, as those of a <see cref="Tenant"/>.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init => field = LabelRules.Labels(value); } = ValueMap<string>.Empty;

    /// <summary>When the lease ends (it has ended when <c>now >= ExpiresAt</c> by the store's clock); null when it is committed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was reserved or adopted, by the store's clock.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>
    /// The number of its admission, unique within the tenant (ids are used again): give it to <see cref="IQuotaManager.ReleaseAsync"/> to
    /// mean this admission and no later one of the id.
    /// </summary>
    public long Admission { get; init; }

    /// <summary>
    /// The number of the last change of its amounts or state. It grows with each, and never comes again within the tenant: give it to
    /// <see cref="IQuotaManager.LowerAsync"/> to act only on what was looked at.
    /// </summary>
    public long Change { get; init; }

    /// <summary>Whether an observation found it and none has confirmed it yet, see <see cref="IQuotaManager.ReconcileAsync"/>: it is held until one does.</summary>
    public bool IsAdopted { get; init; }

    /// <summary>What is reserved for its growth; null when nothing is.</summary>
    public AllocationGrowth? Growth { get; init; }

    /// <summary>Whether it is committed rather than held for a lease.</summary>
    public bool IsCommitted => ExpiresAt is null;
}
