namespace Hivemind.Tenancy.Storage;

/// <summary>What <see cref="ITenantStore.AdmitAsync"/> shall hold. Validated by the manager.</summary>
/// <param name="Tenant">For which tenant; with a uid, another of that id is not found.</param>
/// <param name="AllocationId">Under which id, unique within the tenant.</param>
/// <param name="Amounts">How much: something.</param>
/// <param name="Source">Which engine or host holds it; empty when not said.</param>
/// <param name="Lease">For how long, from the store's time in the step.</param>
public readonly record struct AdmissionRequest(TenantReference Tenant, string AllocationId, ResourceAmounts Amounts, string Source, TimeSpan Lease)
{
    private readonly IReadOnlyDictionary<string, string>? _labels;

    /// <summary>In which namespace of the tenant, which must have it in the step; null for none.</summary>
    public string? Namespace { get; init; }

    /// <summary>Under which it is done once, see <see cref="IdempotencyRules"/>; null for none.</summary>
    public IdempotencyKey? Key { get; init; }

    /// <summary>The host's own marks.</summary>
    public IReadOnlyDictionary<string, string> Labels
    {
        get => _labels ?? ValueMap<string>.Empty;
        init => _labels = LabelRules.Labels(value);
    }
}
