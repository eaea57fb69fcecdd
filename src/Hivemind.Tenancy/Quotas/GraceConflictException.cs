namespace Hivemind.Tenancy;

/// <summary>The tenant's grace is another than the caller saw. Read it again and decide anew.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="expected">The grace that the caller expected to be in force; null for none.</param>
/// <param name="actual">The grace in force; null for none.</param>
public sealed class GraceConflictException(TenantId tenantId, QuotaGrace? expected, QuotaGrace? actual)
    : TenancyException($"Tenant '{tenantId}' has {Words(actual)}, not {Words(expected)}.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The grace that the caller expected to be in force; null for none.</summary>
    public QuotaGrace? Expected { get; } = expected;

    /// <summary>The grace in force; null for none.</summary>
    public QuotaGrace? Actual { get; } = actual;

    private static string Words(QuotaGrace? grace) => grace is null ? "no grace" : $"grace of {grace.Ceiling} until {grace.Until:O}";
}
