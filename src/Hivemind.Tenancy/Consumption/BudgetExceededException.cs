namespace Hivemind.Tenancy;

/// <summary>Too little is left of the tenant's budgets. Nothing was counted.</summary>
/// <param name="tenantId">The tenant.</param>
/// <param name="decision">Which meters are short.</param>
public sealed class BudgetExceededException(TenantId tenantId, BudgetDecision decision)
    : TenancyException($"Tenant '{tenantId}' would exceed its budget: {decision}.")
{
    /// <summary>The tenant.</summary>
    public TenantId TenantId { get; } = tenantId;

    /// <summary>The refusal: for each meter that is short limit, used, held, left and when the window ends.</summary>
    public BudgetDecision Decision { get; } = decision;
}
